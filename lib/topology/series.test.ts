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
  it('leave out mirrors and subjects that are none', () => {
    expect(isWanted({ kind: 'node', id: 'shop/reviews' }, step(0, 'v2', 1, { mirror: true }).key)).toBe(false)
    expect(parseSubject('planet:earth')).toBeNull()
    expect(parseSubject('edge:nonsense')).toBeNull()
    expect(points('service:shop/none', ['requests'])).toEqual({ stepMs: null, points: { requests: [] } })
  })
})
