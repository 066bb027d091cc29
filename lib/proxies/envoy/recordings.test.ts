import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { EdgeWindow, ProxyWindow } from '@/lib/mesh/window'
import { buildAddressBook } from '@/lib/metrics/address-book'
import { countHistogram } from '@/lib/metrics/histogram'
import { quantileBounds } from '@/lib/metrics/quantile'
import type { Sweep } from '@/lib/metrics/sweep'
import { toWindow } from '@/lib/metrics/to-window'
import { type FakePages, startFakeProxy } from '@/lib/testing/fake-proxy'
import { createEnvoyReader } from './reader'

const names = ['gateway', 'frontend-v1-1', 'reviews-v1-1', 'reviews-v2-1', 'ratings-v1-1'] as const
type Name = (typeof names)[number]
const recorded = (file: string): string => readFileSync(new URL(`./testdata/${file}`, import.meta.url), 'utf8')
const expected: { deltas: Record<Name, Record<string, number>> } = JSON.parse(recorded('expected-deltas.json'))

function pagesOf(name: Name, moment: 'a' | 'b', page: Sweep['page']): FakePages {
  const shared = {
    clusters: recorded(`${name}.clusters.${moment}.json`),
    listeners: recorded(`${name}.listeners.json`),
    node: recorded(`${name}.node.json`),
  }
  if (page === 'prometheus') return { ...shared, prometheus: recorded(`${name}.stats.${moment}.prometheus.txt`) }
  return { ...shared, stats: recorded(`${name}.stats.${moment}.txt`), histograms: recorded(`${name}.histograms.${moment}.json`) }
}

const reader = createEnvoyReader({ timeoutMs: 3000, maxBytes: 16e6, now: () => Date.now() })
const signal = new AbortController().signal
afterAll(() => reader.close())

type Mesh = Map<Name, { window: ProxyWindow; pair: Pair }>
type Pair = { identity: ProxyIdentity; a: Sweep; b: Sweep }

async function readPair(name: Name, page: Sweep['page']): Promise<Pair> {
  const fake = await startFakeProxy(pagesOf(name, 'a', page))
  const target = { id: `${name} ${page}`, url: fake.url, kind: 'envoy' as const }
  const said = await reader.identify(target, signal)
  const a = await reader.sweep(target, signal)
  fake.serve(pagesOf(name, 'b', page))
  const b = await reader.sweep(target, signal)
  expect(fake.mostInFlight()).toBe(1)
  await fake.stop()
  if (!said.ok || !a.ok || !b.ok) throw new Error(JSON.stringify([said, a, b].find((reading) => !reading.ok)))
  const base = { version: null, outbound: null, app: null, inbound: null, role: 'unknown' as const, service: '', id: '' }
  const identity: ProxyIdentity = {
    ...base,
    tcp: {},
    simulated: false,
    isStatic: false,
    build: null,
    adminUrl: fake.url,
    kind: 'envoy',
    ...said.value,
  }
  return { identity: name === 'gateway' ? { ...identity, role: 'gateway' } : identity, a: a.value, b: b.value }
}

async function readMesh(page: Sweep['page']): Promise<Mesh> {
  const pairs = new Map<Name, Pair>()
  for (const name of names) pairs.set(name, await readPair(name, page))
  const all = [...pairs.values()]
  const addresses = buildAddressBook(
    all.map((pair) => pair.identity),
    new Map(all.map((pair) => [pair.identity.id, pair.a.bound ?? []])),
  )
  return new Map(
    [...pairs].map(([name, pair]) => [
      name,
      { pair, window: toWindow(pair.a, pair.b, { identity: pair.identity, addresses, services: new Map() }) },
    ]),
  )
}

const edgesTo = (window: ProxyWindow | undefined, service: string, version: string | null): EdgeWindow[] =>
  (window?.edges ?? []).filter(({ key }) => key.side === 'client' && key.target.service === service && key.target.version === version)
const serverRow = (window: ProxyWindow | undefined): EdgeWindow | undefined => window?.edges.find(({ key }) => key.side === 'server')

for (const page of ['native', 'prometheus'] as const) {
  describe(`the recorded mesh read from its ${page} page`, () => {
    let mesh: Mesh = new Map()
    beforeAll(async () => {
      mesh = await readMesh(page)
    })
    const windowOf = (name: Name): ProxyWindow | undefined => mesh.get(name)?.window

    it('counts 269 requests, 31 errors and 31 retries from frontend to reviews v1', () => {
      const [edge, ...others] = edgesTo(windowOf('frontend-v1-1'), 'shop/reviews', 'v1')
      expect(others).toEqual([])
      expect(edge?.counts).toMatchObject({
        requests: 269,
        errors: 31,
        ok: 238,
        retries: 31,
        attempts: 300,
        attemptErrors: 62,
        timeouts: 0,
        clientErrors: 0,
      })
      expect(edge?.key).toEqual({
        proxyId: 'shop/frontend-v1-1',
        side: 'client',
        level: 'edge',
        source: { kind: 'service', service: 'shop/frontend', version: 'v1', instance: 'shop/frontend-v1-1' },
        target: { kind: 'service', service: 'shop/reviews', version: 'v1', instance: 'shop/reviews-v1-1' },
        protocol: 'http',
        origin: 'declared',
        mirror: false,
      })
    })

    it('counts 71 requests without error to reviews v2, and from there to ratings', () => {
      expect(edgesTo(windowOf('frontend-v1-1'), 'shop/reviews', 'v2')[0]?.counts).toMatchObject({
        requests: 71,
        errors: 0,
        attempts: 71,
        ok: 71,
      })
      expect(edgesTo(windowOf('reviews-v2-1'), 'shop/ratings', 'v1')[0]?.counts).toMatchObject({ requests: 71, errors: 0 })
      expect(serverRow(windowOf('reviews-v2-1'))?.counts).toMatchObject({ requests: 71, ok: 71 })
      expect(serverRow(windowOf('ratings-v1-1'))?.counts).toMatchObject({ requests: 71, errors: 0 })
    })

    it('finds 340 requests that left the frontend and 20 that its fault aborted, which make the 360 that came', () => {
      const left = (windowOf('frontend-v1-1')?.edges ?? [])
        .filter(({ key }) => key.side === 'client')
        .reduce((sum, edge) => sum + edge.counts.requests, 0)
      const pair = mesh.get('frontend-v1-1')?.pair
      const aborted = (sweep: Sweep | undefined): number =>
        sweep?.listeners.find((listener) => listener.prefix === 'outbound')?.counters.get('abortsInjected') ?? 0
      expect([left, aborted(pair?.b) - aborted(pair?.a)]).toEqual([340, 20])
      expect(serverRow(windowOf('frontend-v1-1'))?.counts.requests).toBe(360)
    })

    it('counts 360 requests and 51 errors at the gateway, on both of its sides', () => {
      expect(edgesTo(windowOf('gateway'), 'shop/frontend', 'v1')[0]?.counts).toMatchObject({ requests: 360, errors: 51, ok: 309 })
      const row = serverRow(windowOf('gateway'))
      expect(row?.counts).toMatchObject({ requests: 360, errors: 51 })
      expect([row?.key.source, row?.key.target]).toEqual([
        { kind: 'unknown', service: 'clients', version: null, instance: null },
        { kind: 'gateway', service: 'edge/gateway', version: null, instance: 'edge/gateway' },
      ])
    })

    it('counts every attempt at the inbound side of reviews v1', () => {
      expect(serverRow(windowOf('reviews-v1-1'))?.counts).toMatchObject({ requests: 300, errors: 62, ok: 238, attempts: 300 })
    })

    it('folds in the own application and the control plane', () => {
      for (const { window } of mesh.values()) {
        expect(window.edges.map(({ key }) => key.target.service).filter((service) => !/^(shop|edge)\//.test(service))).toEqual([])
        expect(window.edges.every(({ key }) => key.level === 'edge')).toBe(true)
      }
    })

    it('agrees with every recorded delta of finals, attempts, classes and retries', () => {
      let checked = 0
      for (const [name, deltas] of Object.entries(expected.deltas) as [Name, Record<string, number>][]) {
        const pair = mesh.get(name)?.pair
        for (const [stat, delta] of Object.entries(deltas)) {
          const value = pair && deltaOf(pair, stat)
          if (value === null || value === undefined) continue
          checked++
          expect([name, stat, value]).toEqual([name, stat, delta])
        }
      }
      expect(checked).toBe(48)
    })

    it('measures the latency of what was answered', () => {
      const edge = edgesTo(windowOf('frontend-v1-1'), 'shop/reviews', 'v1')[0]
      expect(countHistogram(edge?.latency ?? [])).toBeGreaterThan(200)
      expect(quantileBounds(edge?.latency ?? [], 0.5)?.[0]).toBe(0)
      expect(mesh.get('gateway')?.pair.b.badLines).toBe(0)
    })
  })
}

const products: Record<string, string> = {
  upstream_rq_completed: 'requests',
  upstream_rq_total: 'attempts',
  upstream_rq_2xx: 'ok',
  upstream_rq_5xx: 'errors',
  upstream_rq_retry: 'retries',
  downstream_rq_total: 'attempts',
  downstream_rq_2xx: 'ok',
  downstream_rq_5xx: 'errors',
  'fault.aborts_injected': 'abortsInjected',
}

/** null for statistics this product does not read. */
function deltaOf({ a, b }: Pair, stat: string): number | null {
  const match = /^(cluster|http)\.([^.]+)\.(.+)$/.exec(stat)
  const counter = products[match?.[3] ?? '']
  if (!match || !counter) return null
  const read = (sweep: Sweep): number => {
    const found =
      match[1] === 'cluster' ? sweep.clusters.find((c) => c.cluster === match[2]) : sweep.listeners.find((l) => l.prefix === match[2])
    return [...(found?.counters ?? [])].find(([name]) => name === counter)?.[1] ?? 0
  }
  return read(b) - read(a)
}
