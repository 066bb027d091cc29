import { describe, expect, it } from 'vitest'
import type { ServiceSummary } from '@/lib/api/services'
import { matchesService, orderServices } from './service-order'

const service = (name: string, change: Partial<ServiceSummary> = {}): ServiceSummary => ({
  name,
  namespace: 'shop',
  kind: 'service',
  protocol: 'http',
  declared: true,
  health: 'healthy',
  healthReasons: [],
  signals: { requestsPerSecond: 1, errorRatio: 0, latencyMs: null },
  connectionsPerSecond: null,
  versions: [{ name: 'v1', weightPercent: 100, instances: 1 }],
  proxies: { total: 1, answering: 1, inSync: 1 },
  policyRevision: 1,
  overlays: [],
  slo: null,
  ...change,
})
const rps = (name: string, requestsPerSecond: number | null) =>
  service(name, { signals: { requestsPerSecond, errorRatio: null, latencyMs: null } })
const names = (list: ServiceSummary[]) => list.map((one) => one.name)

describe('the order of services', () => {
  it('puts a service without a number last whichever way it is sorted', () => {
    const list = [rps('a', null), rps('b', 5), rps('c', 0)]
    expect(names(orderServices(list, { key: 'requests', descending: true }))).toEqual(['b', 'c', 'a'])
    expect(names(orderServices(list, { key: 'requests', descending: false }))).toEqual(['c', 'b', 'a'])
  })
  it('compares a wide latency by the lower bound of its interval', () => {
    const wide = service('wide', {
      signals: {
        requestsPerSecond: 1,
        errorRatio: 0,
        latencyMs: { p50: 1, p95: 300, p99: 400 },
        latencyBoundsMs: { p50: [1, 2], p95: [50, null], p99: [50, null] },
      },
    })
    const narrow = service('narrow', { signals: { requestsPerSecond: 1, errorRatio: 0, latencyMs: { p50: 1, p95: 100, p99: 110 } } })
    expect(names(orderServices([wide, narrow], { key: 'p95', descending: true }))).toEqual(['narrow', 'wide'])
  })
  it('puts failing before degraded before unknown before healthy before idle', () => {
    const list = (['idle', 'healthy', 'unknown', 'failing', 'degraded'] as const).map((health) => service(health, { health }))
    expect(names(orderServices(list, { key: 'health', descending: false }))).toEqual(['failing', 'degraded', 'unknown', 'healthy', 'idle'])
  })
  it('orders equals by name, so that rows do not change places between two answers', () => {
    expect(names(orderServices([service('b'), service('a')], { key: 'health', descending: false }))).toEqual(['a', 'b'])
  })
})

describe('the filter of services', () => {
  it('wants every word, in any of name, health, protocol, kind, version or fault', () => {
    const faulty = service('shop/ratings', { overlays: [{ kind: 'fault', id: 'f', text: '20 % abort', endsAt: null }] })
    expect(matchesService(faulty, 'rat fault')).toBe(true)
    expect(matchesService(faulty, 'rat grpc')).toBe(false)
    expect(matchesService(faulty, '')).toBe(true)
  })
})
