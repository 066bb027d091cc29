import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Desired } from '@/lib/control-plane/control-plane'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { exampleDesired, exampleFault, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { createResourceEncoder } from '../resource-encoder'
import { endpointWeights } from './compile-endpoints'
import { createProxyCompiler } from './compile-proxy'
import { toMeshView } from './mesh-view'

const mesh = exampleMesh()
const compile = (desired: Desired, id = exampleSidecar('frontend-1')) => {
  const compiler = createProxyCompiler(toMeshView(desired))
  return { ...compiler.shared(id), own: compiler.own(id) }
}
const routesOf = (desired: Desired, id = exampleSidecar('frontend-1')) =>
  JSON.parse(JSON.stringify(compile(desired, id).routes[0]?.virtualHosts ?? []))
const reviewsRoutes = (rules: Rule[], ...rest: Parameters<typeof exampleDesired>[3][]) => {
  const hosts = routesOf(exampleDesired(1, mesh, [{ service: 'shop/reviews', rules }], rest[0] ?? []))
  return hosts.find((host: { name: string }) => host.name === 'shop/reviews').routes
}
const all: Rule = { name: 'default', backends: [{ version: 'v1', weight: 100 }] }

describe('the compiler', () => {
  it('gives the same bytes whatever the order of services, policies, instances and faults', () => {
    const encoder = createResourceEncoder()
    const faults = [
      exampleFault('a', { service: 'shop/reviews', abort: { percent: 1 } }, 1),
      exampleFault('b', { service: 'shop/reviews', delay: { percent: 1, fixedDelayMs: 5 } }, 2),
    ]
    const instances = [1, 2, 3].map((port) => ({
      proxyId: `p${port}`,
      service: 'shop/frontend',
      version: 'v1',
      inbound: { address: '127.0.0.1', port },
      connected: port !== 2,
      connectionChangedAt: port,
    }))
    const policies = [splitPolicy('shop/reviews', 50, 50), splitPolicy('shop/ledger', 10, 90)]
    const versionsOf = (desired: Desired): string[] => {
      const { clusters, endpoints, routes, own } = compile(desired)
      return [clusters, endpoints, routes, own.clusters, own.listeners].map((part) => encoder.encodeSet(part).version)
    }
    const wanted = versionsOf({ ...exampleDesired(1, mesh, policies, faults), instances })
    fc.assert(
      fc.property(
        fc.shuffledSubarray(mesh.services, { minLength: 4 }),
        fc.shuffledSubarray(policies, { minLength: 2 }),
        fc.shuffledSubarray(faults, { minLength: 2 }),
        fc.shuffledSubarray(instances, { minLength: 3 }),
        fc.nat(),
        (services, shuffledPolicies, shuffledFaults, shuffledInstances, revision) => {
          const desired = exampleDesired(revision, { ...mesh, services }, shuffledPolicies, shuffledFaults)
          expect(versionsOf({ ...desired, instances: shuffledInstances })).toEqual(wanted)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('shares everything but its own addresses between proxies that may call the same services', () => {
    const compiler = createProxyCompiler(toMeshView(exampleDesired(1, mesh)))
    const [one, other] = [compiler.shared(exampleSidecar('a')), compiler.shared(exampleSidecar('b', 'shop/reviews'))]
    expect(one.clusters).toBe(other.clusters)
    expect(one.endpoints).toBe(other.endpoints)
    expect(one.routes).toBe(other.routes)
  })

  it('gives routes of its own only to a caller that a rule or a fault names', () => {
    const rules: Rule[] = [{ name: 'for-cart', match: { caller: 'shop/payments' }, backends: [{ version: 'v2', weight: 100 }] }, all]
    const desired = exampleDesired(1, mesh, [{ service: 'shop/reviews', rules }])
    const compiler = createProxyCompiler(toMeshView(desired))
    const named = compiler.shared(exampleSidecar('p', 'shop/payments')).routes
    const others = compiler.shared(exampleSidecar('a')).routes
    expect(JSON.stringify(named)).toContain('for-cart')
    expect(JSON.stringify(others)).not.toContain('for-cart')
    expect(compiler.shared(exampleSidecar('b', 'shop/reviews')).routes).toBe(others)
  })

  it('limits a service with `calls` to those', () => {
    const limited = {
      ...mesh,
      services: mesh.services.map((service) =>
        service.name === 'shop/frontend' ? { ...service, calls: ['shop/reviews', 'shop/nowhere'] } : service,
      ),
    }
    const { clusters, own } = compile(exampleDesired(1, limited))
    expect(clusters.map((cluster) => cluster.name)).toEqual(['shop/reviews|v1', 'shop/reviews|v2'])
    expect(own.listeners.map((listener) => listener.name)).toEqual(['inbound', 'outbound'])
  })

  it('keeps every listener the same through policies and faults', () => {
    const faults = [exampleFault('f', { service: 'shop/reviews', abort: { percent: 1 } })]
    const [before, after] = [exampleDesired(1, mesh), exampleDesired(2, mesh, [splitPolicy('shop/reviews', 1, 99)], faults)]
    expect(createProxyCompiler(toMeshView(after)).ownKey).toBe(createProxyCompiler(toMeshView(before)).ownKey)
    expect(compile(after).own).toEqual(compile(before).own)
  })
})

describe('routes', () => {
  it('follow the rules in order, under their names, with match, timeout, retry and mirror', () => {
    const rules: Rule[] = [
      {
        name: 'testers',
        match: {
          method: 'GET',
          path: { exact: '/a' },
          headers: [
            { name: 'x-tester', exact: 'yes' },
            { name: 'x-any', present: false },
          ],
        },
        backends: [{ version: 'v2', weight: 100 }],
      },
      {
        ...all,
        timeout: '250ms',
        retry: { attempts: 2, on: ['5xx', 'connect-failure'], perTryTimeout: '1m' },
        mirror: { version: 'v2', percent: 0.5 },
      },
    ]
    const [testers, rest] = reviewsRoutes(rules)
    expect(testers.match).toEqual({
      path: '/a',
      headers: [
        { name: ':method', string_match: { exact: 'GET' } },
        { name: 'x-tester', string_match: { exact: 'yes' } },
        { name: 'x-any', present_match: false },
      ],
    })
    expect(rest).toEqual({
      name: 'default',
      match: { prefix: '/' },
      route: {
        weighted_clusters: {
          runtime_key_prefix: 'outrider.weights.shop.reviews.default',
          clusters: [{ name: 'shop/reviews|v1', weight: 100 }],
        },
        timeout: '0.25s',
        retry_policy: { retry_on: '5xx,connect-failure', num_retries: 2, per_try_timeout: '60s' },
        request_mirror_policies: [
          { cluster: 'shop/reviews|v2|mirror', runtime_fraction: { default_value: { numerator: 5000, denominator: 'MILLION' } } },
        ],
      },
    })
  })

  it('of a gateway put the longest path first and narrow the rules to it', () => {
    const gateways = [
      {
        name: 'edge/gateway',
        routes: [
          { host: '*', path: '/', service: 'shop/frontend' },
          { host: '*', path: '/reviews', service: 'shop/reviews' },
        ],
      },
    ]
    const policy: Policy = {
      service: 'shop/reviews',
      rules: [
        { ...all, name: 'inside', match: { path: { prefix: '/reviews/new' } } },
        { ...all, name: 'never', match: { path: { prefix: '/other' } } },
        all,
      ],
    }
    const gateway = exampleSidecar('gw', 'edge/gateway', { role: 'gateway', outbound: null, app: null })
    const [host] = routesOf(exampleDesired(1, { ...mesh, gateways }, [policy]), gateway)
    expect(host.domains).toEqual(['*'])
    expect(host.routes.map((route: { match: { prefix: string } }) => route.match.prefix)).toEqual(['/reviews/new', '/reviews', '/'])
  })

  it('leave a host to the first service that claims it: two of the same name would be refused whole', () => {
    const services = mesh.services.map((service) =>
      service.name === 'shop/payments' ? { ...service, hosts: ['Reviews', 'pay'] } : service,
    )
    const hosts = routesOf(exampleDesired(1, { ...mesh, services }))
    const domains = hosts.flatMap((host: { domains: string[] }) => host.domains)
    expect(new Set(domains).size).toBe(domains.length)
  })
})

describe('fault gates', () => {
  it('are harmless, bounded, and name their own runtime keys', () => {
    const [route] = reviewsRoutes(
      [all],
      [exampleFault('f1', { service: 'shop/reviews', abort: { percent: 50, httpStatus: 500 }, delay: { percent: 50, fixedDelayMs: 400 } })],
    )
    expect(route.typed_per_filter_config['envoy.filters.http.fault']).toMatchObject({
      abort: { http_status: 500, percentage: { numerator: 0, denominator: 'MILLION' } },
      abort_percent_runtime: 'outrider.fault.f1.abort',
      delay: { fixed_delay: '0.4s', percentage: { numerator: 0, denominator: 'MILLION' } },
      delay_percent_runtime: 'outrider.fault.f1.delay',
      max_active_faults: 100,
    })
  })

  it('of a gRPC service answer with a gRPC status', () => {
    const fault = exampleFault('f1', { service: 'shop/payments', abort: { percent: 50, grpcStatus: 8 } })
    expect(JSON.stringify(routesOf(exampleDesired(1, mesh, [], [fault])))).toContain('"abort":{"grpc_status":8')
  })

  it('stay on the route as long as one scope is enough, and stand in front of it where scopes meet', () => {
    const tester = exampleFault('t', { service: 'shop/reviews', match: { path: { exact: '/a.b' } }, abort: { percent: 1 } }, 1)
    const alone = reviewsRoutes([all], [tester])
    expect(alone).toHaveLength(1)
    expect(alone[0].typed_per_filter_config['envoy.filters.http.fault'].headers).toEqual([
      { name: ':path', string_match: { safe_regex: { regex: '^/a\\.b(\\?.*)?' } } },
    ])
    const both = reviewsRoutes([all], [tester, exampleFault('d', { service: 'shop/reviews', delay: { percent: 1, fixedDelayMs: 1 } }, 2)])
    expect(both.map((route: { name: string }) => route.name)).toEqual(['default', 'default'])
    expect(both[0].typed_per_filter_config['envoy.filters.http.fault']).toMatchObject({
      abort_percent_runtime: 'outrider.fault.t.abort',
      delay_percent_runtime: 'outrider.fault.d.delay',
    })
    expect(both[1].typed_per_filter_config['envoy.filters.http.fault'].abort).toBeUndefined()
  })
})

describe('endpoint weights', () => {
  it('are whole, at least 1, and in proportion to the weights of their groups', () => {
    const group = fc.record({ count: fc.integer({ min: 1, max: 200 }), weight: fc.integer({ min: 1, max: 100 }) })
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 6 }), (groups) => {
        const weights = endpointWeights(groups)
        expect(weights.every((weight) => Number.isInteger(weight) && weight >= 1)).toBe(true)
        const total = groups.reduce((sum, { weight }) => sum + weight, 0)
        const mass = groups.reduce((sum, { count }, index) => sum + count * (weights[index] ?? 0), 0)
        groups.forEach(({ count, weight }, index) => {
          expect(Math.abs((count * (weights[index] ?? 0)) / mass / (weight / total) - 1)).toBeLessThan(0.02)
        })
      }),
    )
  })
})
