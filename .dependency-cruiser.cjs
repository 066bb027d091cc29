const pure = '^lib/(mesh|topology|metrics|canary|faults|routing)/'
const test = '([.](test|db[.]test)[.]tsx?$)|(^lib/testing/)|(^e2e/)|(^bench/)|(^demo/)'
const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule('no-cycles', 'data flows one way', {}, { circular: true }),
    rule('pure-core', 'values in, values out', { path: pure, pathNot: '[.]test[.]ts$' }, { pathNot: pure }),
    rule('mesh-is-the-root', 'the vocabulary imports nothing', { path: '^lib/mesh/', pathNot: '[.]test[.]ts$' }, { pathNot: '^lib/mesh/' }),
    rule(
      'browser-reach',
      'what a browser bundle may contain',
      { path: '^components/' },
      { path: '^lib/(operations|proxies|control-plane|store|runtime|http)/', reachable: true },
    ),
    rule(
      'browser-direct',
      'components know the pure core and the wire',
      { path: '^components/', pathNot: '[.]test[.]tsx?$' },
      { path: '^(lib|app|demo|e2e|bench|cli|scripts)/', pathNot: '^lib/(mesh|topology|metrics|canary|faults|routing|api)/' },
    ),
    rule('ui-is-generic', 'no product word, no query, no router in ui', { path: '^components/ui/' }, { path: '^(lib|components/(?!ui/))' }),
    rule(
      'api-is-the-wire',
      'safe in the browser',
      { path: '^lib/api/', pathNot: '[.]test[.]ts$' },
      { path: '^(lib/(?!api/|mesh/|topology/|metrics/|canary/|faults/|routing/)|app|components)' },
    ),
    rule(
      'io-edge',
      'IO edges know the core, never each other',
      { path: '^lib/(proxies|control-plane|store)/', pathNot: test },
      { path: '^(app|components|lib/(api|operations|runtime|http))' },
    ),
    rule(
      'proxies-alone',
      'read adapters know no other edge',
      { path: '^lib/proxies/', pathNot: test },
      { path: '^lib/(control-plane|store)/' },
    ),
    rule(
      'control-plane-alone',
      'write adapters know no other edge',
      { path: '^lib/control-plane/', pathNot: test },
      { path: '^lib/(proxies|store)/' },
    ),
    rule(
      'drivers-behind-one-door',
      'who steers a proxy, and how, is known to its driver alone; a bootstrap is a file for one of them',
      { path: '^(app|components|cli|instrumentation|lib/(?!control-plane/))', pathNot: test },
      { path: '^lib/control-plane/[^/]+/', pathNot: '^lib/control-plane/xds/bootstrap[.]ts$' },
    ),
    rule(
      'drivers-apart',
      'a driver knows no other driver',
      { path: '^lib/control-plane/([^/]+)/', pathNot: test },
      { path: '^lib/control-plane/[^/]+/', pathNot: '^lib/control-plane/$1/' },
    ),
    rule('store-alone', 'the store knows no other edge', { path: '^lib/store/', pathNot: test }, { path: '^lib/(proxies|control-plane)/' }),
    rule(
      'operations-by-ctx',
      'adapters come through ctx, as types',
      { path: '^lib/operations/', pathNot: test },
      { path: '^lib/(proxies|control-plane|store|runtime|http)/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'runtime-below-web',
      'runtime and http build the adapters; neither knows the browser',
      { path: '^lib/(runtime|http)/' },
      { path: '^(app|components)/' },
    ),
    rule(
      'one-door',
      'instrumentation opens the runtime and nothing else',
      { path: '^instrumentation[.]ts$' },
      { pathNot: '^lib/runtime/start[.]ts$' },
    ),
    rule('app-thin', 'routes call http and render components', { path: '^app/' }, { path: '^lib/(store|proxies|control-plane|runtime)/' }),
    rule(
      'databases-in-store',
      'one home for databases',
      { pathNot: `^lib/store/|^prisma|${test}` },
      { path: 'node_modules/(@prisma|prisma|better-sqlite3|pg)/' },
    ),
    rule('grpc-in-control-plane', 'one home for gRPC', { pathNot: `^lib/control-plane/|${test}` }, { path: 'node_modules/@grpc/' }),
    rule('next-in-web', 'next is for app, http and links', { path: '^lib/', pathNot: '^lib/http/' }, { path: 'node_modules/next/' }),
    rule(
      'testing-stays-out',
      'fakes never ship',
      { path: '^(app|components|lib)/', pathNot: test },
      { path: '^(lib/testing|e2e|bench|demo)/' },
    ),
    rule(
      'no-orphans',
      'dead files go',
      { orphan: true, path: '^(lib|components)/', pathNot: '([.]test[.]tsx?$)|([.]d[.]ts$)|generated' },
      {},
    ),
    rule('resolvable', 'every import resolves', {}, { couldNotResolve: true, pathNot: 'generated' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '([.]next|[.]cache|[.]outrider|generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
