import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { EdgeWindow } from '@/lib/mesh/window'
import {
  exampleCluster as cluster,
  exampleCounters as counts,
  exampleHost as host,
  exampleSweep as sweep,
} from '@/lib/testing/example-sweep'
import { buildAddressBook } from './address-book'
import { counterDelta } from './counter-delta'
import type { WindowContext } from './edge-ends'
import type { ClusterSample, ListenerSample } from './sweep'
import { toWindow } from './to-window'

const identityOf = (
  id: string,
  service: string,
  version: string | null,
  port: number,
  more: Partial<ProxyIdentity> = {},
): ProxyIdentity => ({
  id,
  kind: 'envoy',
  role: 'sidecar',
  service,
  version,
  adminUrl: `http://127.0.0.1:${port + 1000}`,
  inbound: { address: '127.0.0.1', port },
  outbound: { address: '127.0.0.1', port: port + 2000 },
  app: { address: '127.0.0.1', port: port + 3000 },
  tcp: {},
  simulated: false,
  isStatic: false,
  build: null,
  ...more,
})
const caller = identityOf('a-1', 'shop/a', 'v1', 1001)
const mesh = [
  caller,
  identityOf('b-1', 'shop/b', 'v1', 1002),
  identityOf('b-2', 'shop/b', 'v1', 1003),
  identityOf('b-3', 'shop/b', 'v2', 1004),
]
const contextOf = (identity: ProxyIdentity, services: ServiceSpec[] = []): WindowContext => ({
  identity,
  addresses: buildAddressBook(mesh, new Map()),
  services: new Map(services.map((service) => [service.name, service])),
})

const between = (before: ClusterSample[], after: ClusterSample[], context = contextOf(caller)): EdgeWindow[] =>
  toWindow(sweep(0, before), sweep(5000, after), context).edges

describe('a counter that may have been reset', () => {
  it('sums over any rounds to what was really counted, restarts included', () => {
    const steps = fc.array(fc.record({ counted: fc.nat(1000), restarts: fc.boolean() }), { minLength: 1 })
    fc.assert(
      fc.property(steps, (list) => {
        let value = 0
        let sum = 0
        let truth = 0
        for (const { counted, restarts } of list) {
          const before = value
          // A restart that has already counted past the old value cannot be told from none.
          value = restarts && counted < before ? counted : value + counted
          truth += counted
          sum += counterDelta(value, before)
        }
        expect(sum).toBe(truth)
      }),
    )
  })
})

describe('a window between two sweeps', () => {
  it('counts a series that first appears from 0, each with its own reset, and all of them when the proxy was started anew', () => {
    const [edge] = between(
      [cluster('shop/b|v1', { requests: 10, attempts: 50 })],
      [cluster('shop/b|v1', { requests: 25, attempts: 7, errors: 3 })],
    )
    expect(edge?.counts).toMatchObject({ requests: 15, attempts: 7, errors: 3, retries: 0 })
    const run = (uptimeSeconds: number, errors: number) => sweep(0, [cluster('shop/b|v1', { errors, requests: 9 })], { uptimeSeconds })
    const anew = toWindow(run(600, 3), run(4, 5), contextOf(caller)).edges[0]
    expect([anew?.counts.errors, anew?.counts.requests]).toEqual([5, 9])
  })

  it('has no rows without a previous sweep, and none for a cluster that never carried anything', () => {
    expect(toWindow(null, sweep(5, [cluster('shop/b|v1', { requests: 5 })]), contextOf(caller))).toEqual({
      proxyId: 'a-1',
      from: 5,
      to: 5,
      edges: [],
    })
    expect(between([], [cluster('shop/b|v1', {})])).toEqual([])
  })

  it('has zeros for a cluster that is idle now', () => {
    const idle = cluster('shop/b|v1', { requests: 5 })
    expect(between([idle], [idle])[0]?.counts.requests).toBe(0)
  })

  it('leaves latency out when the two sweeps read different pages', () => {
    const [a, b] = [0, 5000].map((at) => ({ ...cluster('shop/b|v1', { requests: at + 1 }), latency: [[0, 1, at + 1] as const] }))
    if (!a || !b) throw new Error('two samples')
    const same = toWindow(sweep(0, [a]), sweep(5000, [b]), contextOf(caller))
    const other = toWindow(sweep(0, [a], { page: 'prometheus' }), sweep(5000, [b]), contextOf(caller))
    expect([same.edges[0]?.latency, other.edges[0]?.latency]).toEqual([[[0, 1, 5000]], []])
    expect(other.edges[0]?.counts.requests).toBe(5000)
  })

  it('gives the same key object for the same series in every round', () => {
    const round = (requests: number): EdgeWindow[] => between([], [cluster('shop/b|v1', { requests }, [host(1002), host(1003)])])
    const [first, second] = [round(1), round(2)]
    expect(first).toHaveLength(3)
    for (const [index, row] of first.entries()) expect(second[index]?.key).toBe(row.key)
  })
})

describe('where a cluster leads', () => {
  it('is declared by our name, and its only host names the instance', () => {
    const [edge, ...others] = between([], [cluster('shop/b|v2', { requests: 1 }, [host(1004)])])
    expect(others).toEqual([])
    expect(edge?.key).toMatchObject({
      origin: 'declared',
      mirror: false,
      target: { kind: 'service', service: 'shop/b', version: 'v2', instance: 'b-3' },
    })
  })

  it('has a row per host beside it where there are several', () => {
    const hosts = [host(1002, { requests: 6, errors: 1, attempts: 6 }), host(1003, { requests: 4, attempts: 4 })]
    const rows = between([], [cluster('shop/b|v1', { requests: 10 }, hosts)])
    expect(rows.map(({ key, counts: counted }) => [key.level, key.target.instance, counted.requests])).toEqual([
      ['edge', null, 10],
      ['host', 'b-1', 6],
      ['host', 'b-2', 4],
    ])
  })

  it('marks mirrors', () => {
    expect(between([], [cluster('shop/b|v2|mirror', { requests: 1 }, [host(1004)])])[0]?.key).toMatchObject({
      mirror: true,
      target: { version: 'v2' },
    })
  })

  it('is matched by the address of another proxy under a foreign name', () => {
    expect(between([], [cluster('backend', { requests: 1 }, [host(1004)])])[0]?.key).toMatchObject({
      origin: 'matched',
      target: { kind: 'service', service: 'shop/b', version: 'v2', instance: 'b-3' },
    })
  })

  it('is split by what the hosts counted where they are of several versions', () => {
    const rows = between(
      [],
      [
        cluster('backend', { requests: 9, connections: 9, bytesSent: 900 }, [
          host(1002, { attempts: 6, connections: 6 }),
          host(1004, { attempts: 3, connections: 3 }),
        ]),
      ],
    )
    expect(rows.map(({ key, counts: counted }) => [key.target.version, counted.attempts, counted.bytesSent])).toEqual([
      ['v1', 6, 600],
      ['v2', 3, 300],
    ])
  })

  it('is split by locality for a tcp service of several versions, and bytes keep their sum', () => {
    const services: ServiceSpec[] = [{ name: 'shop/b', protocol: 'tcp', hosts: [], versions: [{ name: 'v1' }, { name: 'v2' }] }]
    const hosts = [
      host(1002, { connections: 2 }, { version: 'v1' }),
      host(1003, { connections: 1 }, { version: 'v1' }),
      host(1004, { connections: 7 }, { version: 'v2' }),
    ]
    const rows = between([], [cluster('shop/b|*', { connections: 10, bytesSent: 1001 }, hosts)], contextOf(caller, services)).filter(
      ({ key }) => key.level === 'edge',
    )
    expect(rows.map(({ key, counts: counted }) => [key.protocol, key.target.version, counted.connections])).toEqual([
      ['tcp', 'v1', 3],
      ['tcp', 'v2', 7],
    ])
    expect(rows.reduce((sum, row) => sum + row.counts.bytesSent, 0)).toBe(1001)
  })

  it('is external or unknown, and inferred, where nothing is known of it', () => {
    const away = host(80, {}, { address: { address: '10.1.2.3', port: 80 } })
    const rows = between([], [cluster('api.example.com', { requests: 1 }, [away]), cluster('backend', { requests: 1 }, [away])])
    expect(rows.map(({ key }) => [key.origin, key.target.kind, key.target.service])).toEqual([
      ['inferred', 'external', 'api.example.com'],
      ['inferred', 'unknown', 'backend'],
    ])
  })

  it('is nowhere for the own application and the control plane', () => {
    const folded = ['inbound', 'outrider-xds', 'xds_cluster', 'whatever'].map((name) => cluster(name, { requests: 1 }, [host(4001)]))
    expect(between([], folded)).toEqual([])
  })

  it('is shown also on loopback: what the proxy does not announce as its application is not taken for it', () => {
    const foreign = { role: 'unknown', inbound: null, outbound: null, app: null, isStatic: true } as const
    const [front, back] = [identityOf('front', 'front', null, 9001, foreign), identityOf('back', 'back', null, 9002, foreign)]
    const addresses = buildAddressBook([front, back], new Map([['back', [{ name: 'ingress', address: host(7100).address }]]]))
    const found = between([], [cluster('to_back', { requests: 2 }, [host(7100)]), cluster('ads', { requests: 3 }, [host(7200)])], {
      identity: front,
      addresses,
      services: new Map(),
    })
    expect(found.map(({ key, counts: counted }) => [key.origin, key.target.kind, key.target.service, counted.requests])).toEqual([
      ['matched', 'service', 'back', 2],
      ['inferred', 'unknown', 'ads', 3],
    ])
  })

  it('takes an external service of the mesh document as external', () => {
    const services: ServiceSpec[] = [{ name: 'partner/bank', protocol: 'http', external: true, hosts: [], versions: [{ name: 'v1' }] }]
    expect(between([], [cluster('partner/bank|v1', { requests: 1 }, [host(9)])], contextOf(caller, services))[0]?.key).toMatchObject({
      origin: 'declared',
      target: { kind: 'external', service: 'partner/bank', version: 'v1' },
    })
  })
})

describe('errors on gRPC', () => {
  const services: ServiceSpec[] = [{ name: 'shop/b', protocol: 'grpc', hosts: [], versions: [{ name: 'v1' }] }]
  it('are those that grpc_stats tells', () => {
    const [edge] = between(
      [],
      [cluster('shop/b|v1', { requests: 17, ok: 17, grpcRequests: 17, grpcErrors: 4 })],
      contextOf(caller, services),
    )
    expect(edge?.counts).toMatchObject({ requests: 17, errors: 4, grpcRequests: 17 })
  })
  it('stay those of HTTP while it is silent, with no gRPC request counted', () => {
    const [edge] = between([], [cluster('shop/b|v1', { requests: 17, errors: 2 })], contextOf(caller, services))
    expect(edge?.counts).toMatchObject({ errors: 2, grpcRequests: 0 })
  })
})

describe('what a proxy takes in', () => {
  const listener = (prefix: string, kind: 'http' | 'tcp' = 'http'): ListenerSample => ({
    kind,
    prefix,
    counters: counts({ requests: 4, connections: 2 }),
    connectionsOpen: 1,
    requestsActive: 0,
    latency: [],
  })
  it('is a server-side row per way in, and none for its ways out', () => {
    const listeners = [listener('inbound'), listener('outbound'), listener('admin'), listener('outbound_tcp.shop/ledger', 'tcp')]
    const { edges } = toWindow(sweep(0, []), sweep(5, [], { listeners }), contextOf(caller))
    expect(edges.map(({ key, counts: counted }) => [key.side, key.source.service, key.target.service, counted.requests])).toEqual([
      ['server', 'unknown', 'shop/a', 4],
    ])
  })
  it('holds the connections that the own application refused, which only the cluster behind it counts', () => {
    const own = (connectFailures: number) => cluster('inbound', { requests: 9, connectFailures }, [host(4001)])
    const { edges } = toWindow(
      sweep(0, [own(2)], { listeners: [listener('inbound')] }),
      sweep(5, [own(7)], { listeners: [listener('inbound')] }),
      contextOf(caller),
    )
    expect(edges.map(({ key, counts: counted }) => [key.side, counted.connectFailures])).toEqual([['server', 5]])
  })
  it('holds no injected fault: those belong to the calls that the proxy makes', () => {
    const faulty = { ...listener('gateway'), counters: counts({ requests: 4, abortsInjected: 3, delaysInjected: 2 }) }
    const { edges } = toWindow(sweep(0, []), sweep(5, [], { listeners: [faulty] }), contextOf(caller))
    expect(edges[0]?.counts).toMatchObject({ requests: 4, abortsInjected: 0, delaysInjected: 0 })
  })
  it('comes from clients at a gateway', () => {
    const gateway = identityOf('g', 'edge/gateway', null, 1009, { role: 'gateway' })
    const { edges } = toWindow(sweep(0, []), sweep(5, [], { listeners: [listener('gateway')] }), contextOf(gateway))
    expect(edges[0]?.key).toMatchObject({
      source: { kind: 'unknown', service: 'clients' },
      target: { kind: 'gateway', service: 'edge/gateway' },
    })
  })
})
