import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fault } from '@/lib/mesh/fault'
import type { Topology } from '@/lib/mesh/topology'
import { fromMs, readGolden, toMs, toProxy, toTotal } from '@/lib/testing/golden-topology'
import { buildTopology } from './build'
import { parseFind } from './find/parse-find'
import type { TopologyInput } from './topology-input'

const golden = readGolden('shop.json')
const input: TopologyInput = {
  from: fromMs,
  to: toMs,
  now: toMs,
  view: 'service',
  totals: golden.totals,
  mesh: golden.mesh,
  policies: golden.policies,
  proxies: golden.proxies,
  faults: [],
  scrapeIntervalMs: 5000,
}
const build = (change: Partial<TopologyInput> = {}): Topology => buildTopology({ ...input, ...change })
const node = (topology: Topology, id: string) => topology.nodes.find((other) => other.id === id)
const edge = (topology: Topology, id: string) => topology.edges.find((other) => other.id === id)

describe.each(['service', 'version', 'instance'] as const)('the golden shop in the %s view', (view) => {
  const topology = build({ view })
  it('has exactly the expected nodes and edges', () => {
    expect(topology.nodes.map((other) => other.id)).toEqual(Object.keys(golden[view].nodes).sort())
    expect(topology.edges.map((other) => other.id)).toEqual(Object.keys(golden[view].edges).sort())
  })
  it.each(Object.entries(golden[view].nodes))('says of %s what was computed by hand', (id, expected) => {
    expect(node(topology, id)).toMatchObject(expected)
  })
  it.each(Object.entries(golden[view].edges))('says of %s what was computed by hand', (id, expected) => {
    expect(edge(topology, id)).toMatchObject(expected)
  })
})

describe('what is not known', () => {
  const silent = (id: string) =>
    golden.proxies.map((proxy) =>
      proxy.id === id
        ? {
            ...proxy,
            reading: { ...proxy.reading, missedRounds: 3, problem: { kind: 'unreachable' as const, message: 'refused', at: toMs } },
          }
        : proxy,
    )

  it('is null and not zero where the only counting proxy does not answer', () => {
    const topology = build({ proxies: silent('checkout-1') })
    const ledger = edge(topology, 'shop/checkout>shop/ledger:tcp')
    expect(ledger).toMatchObject({ health: 'unknown', healthReasons: ['no fresh window from checkout-1'] })
    expect(ledger?.connectionsPerSecond).toBeUndefined()
    const unknown = { retriesPerSecond: null, timeoutsPerSecond: null, attemptsPerSecond: null, injectedPerSecond: null }
    expect(ledger).toMatchObject({ requestsPerSecond: null, ...unknown })
    expect(node(topology, 'shop/checkout')).toMatchObject({
      health: 'failing',
      healthReasons: ['its only proxy checkout-1 does not answer'],
    })
    expect(topology.completeness).toMatchObject({ proxies: 8, answering: 7, oldestAnswerSeconds: 2, problems: [{ proxyId: 'checkout-1' }] })
  })
  it('is named where one of several does not answer', () => {
    const topology = build({ proxies: silent('frontend-2') })
    expect(node(topology, 'shop/frontend')).toMatchObject({
      health: 'degraded',
      healthReasons: ['frontend-2 of 2 proxies does not answer'],
    })
    expect(edge(topology, 'shop/frontend>shop/reviews:http')?.healthReasons).toContain(
      'frontend-2 does not answer: its requests are missing here',
    )
  })
  it('is unknown everywhere when nothing was read lately, failing nowhere', () => {
    const later = toMs + 600_000
    const topology = build({ from: later - 60_000, to: later, now: later, totals: [] })
    expect(new Set(topology.nodes.map((other) => other.health))).toEqual(new Set(['unknown']))
    expect(topology.completeness).toMatchObject({ answering: 0, oldestAnswerSeconds: null })
  })
  it('takes a past minute by its windows, whatever proxies do now', () => {
    const topology = build({ now: toMs + 3_600_000, proxies: silent('checkout-1') })
    expect(edge(topology, 'shop/checkout>shop/ledger:tcp')).toMatchObject({ health: 'degraded', connectionsPerSecond: 0.5 })
  })
})

describe('health by the contract', () => {
  const one = (errors: number, requests: number, gauges = {}) =>
    build({
      totals: [
        toTotal({
          proxy: 'frontend-1',
          from: ['service', 'shop/frontend', 'v1'],
          to: ['service', 'shop/cart', 'v1'],
          counts: { requests, errors },
          gauges,
        }),
      ],
    }).edges[0]
  it.each([
    [5, 100, 'failing'],
    [4, 80, 'degraded'],
    [3, 300, 'degraded'],
    [2, 100, 'healthy'],
    [3, 301, 'healthy'],
    [0, 0, 'idle'],
  ])('%i errors of %i requests are %s', (errors, requests, health) => {
    expect(one(errors, requests)?.health).toBe(health)
  })
  it('is degraded by an ejection and an open breaker', () => {
    expect(one(0, 100, { ejected: 1 })).toMatchObject({
      health: 'degraded',
      healthReasons: ['1 of the instances of shop/cart ejected by shop/frontend'],
    })
    expect(one(0, 100, { breakersOpen: 1 })?.health).toBe('degraded')
  })
  it('counts an instance once that several proxies have ejected', () => {
    const total = (proxy: string, version: string, ejected: number) =>
      toTotal({
        proxy,
        from: ['service', 'shop/frontend', 'v1'],
        to: ['service', 'shop/cart', version],
        counts: { requests: 100 },
        gauges: { ejected },
      })
    const { edges } = build({ totals: [total('frontend-1', 'v1', 1), total('frontend-2', 'v1', 1), total('frontend-2', 'v2', 1)] })
    expect(edges[0]?.healthReasons).toEqual(['2 of the instances of shop/cart ejected by shop/frontend'])
  })
  it('orders the versions that no mesh document declares by their names', () => {
    const total = (version: string) =>
      toTotal({
        proxy: 'frontend-1',
        from: ['service', 'shop/frontend', 'v1'],
        to: ['service', 'old/cart', version],
        counts: { requests: 100 },
      })
    const topology = build({ totals: ['v10', 'v2', 'v1'].map(total) })
    expect(node(topology, 'old/cart')?.versions?.map(({ name }) => name)).toEqual(['v1', 'v2', 'v10'])
  })
  it('knows the declared versions of a service outside the mesh, with their weights and shares, and none of one that nothing declares', () => {
    const listed = (name: string, port: number) => ({ name, endpoints: [{ address: '127.0.0.1', port }] })
    const services = golden.mesh.services.map((spec) =>
      spec.name === 'partner/bank' ? { ...spec, versions: [listed('v1', 25_001), listed('v2', 25_002)] } : spec,
    )
    const backends = [
      { version: 'v1', weight: 75 },
      { version: 'v2', weight: 25 },
    ]
    const total = (version: string, requests: number, service = 'partner/bank') =>
      toTotal({ proxy: 'frontend-1', from: ['service', 'shop/frontend', 'v1'], to: ['external', service, version], counts: { requests } })
    const topology = build({
      mesh: { ...golden.mesh, services },
      policies: [{ service: 'partner/bank', rules: [{ name: 'default', backends }] }],
      totals: [total('v1', 30), total('v2', 10), total('v1', 5, 'api.example.com')],
    })
    expect(node(topology, 'partner/bank')).toMatchObject({ kind: 'external' })
    expect(node(topology, 'partner/bank')?.versions).toEqual([
      { name: 'v1', weightPercent: 75, observedPercent: 75, instances: 1 },
      { name: 'v2', weightPercent: 25, observedPercent: 25, instances: 1 },
    ])
    expect(node(topology, 'api.example.com')?.versions).toBeUndefined()
  })
  it('is unknown, with the reason, where gRPC requests flow and nobody counts their status: no error counted is no news', () => {
    const silent = (counts: object, protocol: 'grpc' | 'http' = 'grpc') =>
      build({
        totals: [
          toTotal({ proxy: 'frontend-1', protocol, from: ['service', 'shop/frontend', 'v1'], to: ['service', 'shop/cart', 'v1'], counts }),
        ],
      })
    const unknown = { health: 'unknown', healthReasons: [expect.stringContaining('no gRPC status')] }
    expect(silent({ requests: 100 }).edges[0]).toMatchObject({ ...unknown, errorRatio: null })
    expect(node(silent({ requests: 100 }), 'shop/cart')).toMatchObject(unknown)
    expect(silent({ requests: 100, grpcRequests: 100 }).edges[0]?.health).toBe('healthy')
    expect(silent({ requests: 100, errors: 30 }).edges[0]?.health).toBe('failing')
    expect(silent({ requests: 100 }, 'http').edges[0]?.health).toBe('healthy')
    expect(silent({}).edges[0]?.health).toBe('idle')
  })
  it('follows tolerances that are given', () => {
    const strict = { failingErrorRatio: 0.01, failingErrors: 1, degradedErrorRatio: 0.001, degradedErrors: 1 }
    expect(edge(build({ tolerances: () => strict }), 'shop/checkout>shop/ledger:tcp')?.health).toBe('failing')
  })
})

describe('badges and filters', () => {
  const fault: Fault = {
    service: 'shop/reviews',
    version: 'v2',
    abort: { percent: 20, httpStatus: 503 },
    durationSeconds: 60,
    reason: 'x',
    id: 'f',
    actor: 'a',
    at: 0,
    state: 'injecting',
    stateReason: null,
    outcome: null,
    endsAt: 1,
    endedAt: null,
    revision: 1,
    stopping: null,
    planned: null,
    injected: { abortsPerSecond: 0, delaysPerSecond: 0, aborts: 0, delays: 0 },
    evidence: [],
  }
  it('shows an active fault on its service and on its version only', () => {
    expect(node(build({ faults: [fault] }), 'shop/reviews')?.badges).toEqual([{ kind: 'fault', text: '20 % abort with 503' }])
    const versions = build({ faults: [fault], view: 'version' })
    expect(node(versions, 'shop/reviews@v1')?.badges).toEqual([])
    expect(node(versions, 'shop/reviews@v2')?.badges).toHaveLength(1)
    expect(node(build({ faults: [{ ...fault, state: 'ended' }] }), 'shop/reviews')?.badges).toEqual([])
  })
  it('names laggards and simulated proxies', () => {
    const sync = [{ type: 'RDS' as const, status: 'NACKED' as const, sentVersion: '2', ackedVersion: '1', error: 'no', at: 0 }]
    const topology = build({
      proxies: [
        ...golden.proxies.filter((proxy) => proxy.id !== 'cart-1'),
        toProxy({ id: 'cart-1', service: 'shop/cart', version: 'v1', sync, simulated: true }),
      ],
    })
    expect(node(topology, 'shop/cart')?.badges.map((badge) => badge.text)).toEqual(['1 of 1 proxies not in sync: cart-1', 'simulated'])
    expect(topology.simulated).toBe(true)
  })
  it('leaves a namespace, or what is within some hops of the focus', () => {
    expect(build({ filter: { namespace: 'edge' } }).nodes.map((other) => other.id)).toEqual(['edge/gateway'])
    expect(build({ filter: { focus: 'shop/checkout' } }).nodes.map((other) => other.id)).toEqual([
      'shop/checkout',
      'shop/frontend',
      'shop/ledger',
    ])
    expect(build({ filter: { focus: 'shop/reviews', depth: 2 }, view: 'version' }).nodes.map((other) => other.id)).toEqual([
      'edge/gateway',
      'shop/checkout@v1',
      'shop/frontend@v1',
      'shop/reviews@v1',
      'shop/reviews@v2',
    ])
    expect(build({ filter: { focus: 'shop/nothing' } }).nodes).toEqual([])
  })
  const parsed = (text: string) => {
    const { ok, ...rest } = parseFind(text)
    if (!ok || !('expression' in rest)) throw new Error(`cannot read ${text}`)
    return rest.expression
  }
  it('leaves out what is to be hidden, with its edges, and says how many; what is hidden is not found', () => {
    const whole = build()
    expect(whole).not.toHaveProperty('found')
    expect(whole).not.toHaveProperty('hidden')
    const topology = build({ filter: { hide: parsed('protocol = tcp or name = bank'), find: parsed('ns = shop and name ~ /^r/') } })
    expect(node(topology, 'shop/ledger')).toBeUndefined()
    expect(topology.found).toEqual(['shop/reviews'])
    expect(topology.hidden).toEqual({
      nodes: whole.nodes.length - topology.nodes.length,
      edges: whole.edges.length - topology.edges.length,
    })
    expect(topology.hidden?.nodes).toBe(2)
    const ids = new Set(topology.nodes.map((other) => other.id))
    expect(topology.edges.every((other) => ids.has(other.source) && ids.has(other.target))).toBe(true)
  })
})

describe('properties', () => {
  const anyTotal = fc
    .record({
      proxy: fc.constantFrom('p1', 'p2', 'p3'),
      source: fc.constantFrom('a/a', 'a/b'),
      target: fc.constantFrom('b/a', 'b/b'),
      version: fc.constantFrom('v1', 'v2', 'v3'),
      requests: fc.nat(1000),
      coveredMs: fc.constantFrom(60_000, 30_000, 5000),
    })
    .map(({ proxy, source, target, version, requests, coveredMs }) =>
      toTotal({
        proxy,
        coveredMs,
        from: ['service', source, 'v1', proxy],
        to: ['service', target, version],
        counts: { requests, errors: Math.floor(requests / 3) },
        latency: requests > 0 ? [[1, 2, requests]] : [],
      }),
    )
  const sum = (topology: Topology, field: 'requests' | 'errors' | 'requestsPerSecond') =>
    topology.edges.reduce((all, other) => all + (other[field] ?? 0), 0)

  it('count as much in the service view as in the version view and in the input', () => {
    fc.assert(
      fc.property(fc.array(anyTotal, { maxLength: 30 }), (totals) => {
        const [service, version] = [build({ totals, proxies: [] }), build({ totals, proxies: [], view: 'version' })]
        expect(sum(service, 'requests')).toBe(totals.reduce((all, total) => all + total.counts.requests, 0))
        expect(sum(version, 'requests')).toBe(sum(service, 'requests'))
        expect(sum(version, 'errors')).toBe(sum(service, 'errors'))
      }),
    )
  })
  it('do not depend on the order of series', () => {
    fc.assert(
      fc.property(fc.array(anyTotal, { maxLength: 12 }), (totals) => {
        const one = build({ totals, proxies: [] })
        const other = build({ totals: [...totals].reverse(), proxies: [] })
        expect(other.edges.map((each) => each.id)).toEqual(one.edges.map((each) => each.id))
        one.edges.forEach((each, index) => {
          expect(other.edges[index]?.requestsPerSecond ?? 0).toBeCloseTo(each.requestsPerSecond ?? 0, 6)
          expect(other.edges[index]?.latencyMs).toEqual(each.latencyMs)
        })
      }),
    )
  })
})
