import { describe, expect, it } from 'vitest'
import { toTotal } from '@/lib/testing/golden-topology'
import { isWanted, parseSubject, type StepTotal, toMetricPoints } from './series'

const step = (at: number, version: string, requests: number, change: Partial<Parameters<typeof toTotal>[0]> = {}): StepTotal => ({
  ...toTotal({
    proxy: 'frontend-1',
    from: ['service', 'shop/frontend', 'v1', 'frontend-1'],
    to: ['service', 'shop/reviews', version, `reviews-${version}`],
    coveredMs: 10_000,
    counts: { requests, errors: requests / 10 },
    latency: requests > 0 ? [[10, 11, requests]] : [],
    ...change,
  }),
  at,
  stepMs: 10_000,
})
const range = { from: 0, to: 40_000 }
const totals = [
  step(0, 'v1', 90),
  step(0, 'v2', 10),
  step(10_000, 'v1', 0),
  step(10_000, 'v2', 0),
  step(30_000, 'v1', 50),
  step(30_000, 'v2', 50),
]
function points(subject: string, metrics: Parameters<typeof toMetricPoints>[2], of = totals) {
  const parsed = parseSubject(subject)
  if (!parsed) throw new Error(`${subject} names no subject`)
  return toMetricPoints(parsed, of, metrics, range)
}

describe('series of a subject', () => {
  it('are a point per step, with null for a step that no window covers', () => {
    const { points: of, stepMs } = points('service:shop/reviews', ['requests', 'errorRatio', 'p95'])
    expect(stepMs).toBe(10_000)
    expect(of.requests).toEqual([
      [0, 10],
      [10_000, 0],
      [20_000, null],
      [30_000, 10],
    ])
    expect(of.errorRatio).toEqual([
      [0, 0.1],
      [10_000, null],
      [20_000, null],
      [30_000, 0.1],
    ])
    expect(of.p95).toEqual([
      [0, 10.5],
      [10_000, null],
      [20_000, null],
      [30_000, 10.5],
    ])
  })
  it('tell the most requests that waited at one caller for one version, where limits hold', () => {
    const waiting = [
      step(0, 'v1', 1, { gauges: { requestsPending: 3 } }),
      step(0, 'v2', 1, { gauges: { requestsPending: 4 } }),
      step(20_000, 'v1', 1),
    ]
    expect(points('service:shop/reviews', ['pending'], waiting).points.pending).toEqual([
      [0, 4],
      [10_000, null],
      [20_000, 0],
      [30_000, null],
    ])
  })
  it('give a version its share of the service', () => {
    const { points: of } = points('version:shop/reviews@v2', ['requests', 'share'])
    expect(of.requests).toEqual([
      [0, 1],
      [10_000, 0],
      [20_000, null],
      [30_000, 5],
    ])
    expect(of.share).toEqual([
      [0, 0.1],
      [10_000, null],
      [20_000, null],
      [30_000, 0.5],
    ])
  })
  it('find an instance and an edge by the ids of the topology', () => {
    expect(points('instance:shop/reviews@v2/reviews-v2', ['requests']).points.requests?.[0]).toEqual([0, 1])
    expect(points('edge:shop/frontend>shop/reviews:http', ['errors']).points.errors?.[0]).toEqual([0, 1])
    expect(points('edge:shop/frontend@v1>shop/reviews@v1:http', ['requests']).points.requests?.[0]).toEqual([0, 9])
  })
  it('take the server side only where no caller counts', () => {
    const server = step(0, 'v1', 40, { side: 'server', from: ['unknown', 'unknown'], proxy: 'reviews-v1' })
    expect(points('service:shop/reviews', ['requests'], [...totals, server]).points.requests?.[0]).toEqual([0, 10])
    expect(points('service:shop/reviews', ['requests'], [server]).points.requests?.[0]).toEqual([0, 4])
  })
  it('have what a longer window measured in each step that it covers, and a gap where none does', () => {
    const long = (at: number) => step(at, 'v1', 300, { coveredMs: 30_000 })
    const wide = { from: 0, to: 90_000 }
    const { points: of } = toMetricPoints(
      { kind: 'node', id: 'shop/reviews' },
      [long(20_000), long(80_000)],
      ['requests', 'errorRatio'],
      wide,
    )
    expect(of.requests?.map(([, value]) => value)).toEqual([10, 10, 10, null, null, null, 10, 10, 10])
    expect(of.errorRatio?.map(([at, value]) => [at, value]).slice(0, 4)).toEqual([
      [0, 0.1],
      [10_000, 0.1],
      [20_000, 0.1],
      [30_000, null],
    ])
  })
  it('have no number of what nobody counts: failures of gRPC without a status, requests of tcp', () => {
    const grpc = step(0, 'v1', 600, { protocol: 'grpc', counts: { requests: 600 } })
    const { points: unknown } = points('service:shop/reviews', ['errors', 'errorRatio', 'requests'], [grpc])
    expect([unknown.errors?.[0]?.[1], unknown.errorRatio?.[0]?.[1], unknown.requests?.[0]?.[1]]).toEqual([null, null, 60])
    const tcp = step(0, 'v1', 0, { protocol: 'tcp', counts: { connections: 600, connectFailures: 20 } })
    const { points: of } = points('service:shop/reviews', ['errors', 'requests', 'connections'], [tcp])
    expect([of.errors?.[0]?.[1], of.requests?.[0]?.[1], of.connections?.[0]?.[1]]).toEqual([2, null, 60])
  })
  it('do not add up callers that took over from one another within a step', () => {
    const half = (proxy: string, firstMs: number): StepTotal => ({
      ...step(0, 'v1', 50, { proxy, coveredMs: 5_000 }),
      firstMs,
      lastMs: firstMs + 5_000,
    })
    const { points: of } = points('service:shop/reviews', ['requests', 'errors'], [half('a', 0), half('b', 5_000)])
    expect([of.requests?.[0]?.[1], of.errors?.[0]?.[1]]).toEqual([10, 1])
  })
  it('leave out mirrors and subjects that are none', () => {
    expect(isWanted({ kind: 'node', id: 'shop/reviews' }, step(0, 'v2', 1, { mirror: true }).key)).toBe(false)
    expect(parseSubject('planet:earth')).toBeNull()
    expect(parseSubject('edge:nonsense')).toBeNull()
    expect(points('service:shop/none', ['requests'])).toEqual({ stepMs: null, points: { requests: [] } })
  })
})
