import { describe, expect, it } from 'vitest'
import type { QuantileBounds, Quantiles } from '@/lib/mesh/topology'
import type { Histogram } from '@/lib/mesh/window'
import { toTotal } from '@/lib/testing/golden-topology'
import { setLatency } from './set-latency'

const latencyOf = (latency: Histogram) => {
  const into: { latencyMs: Quantiles | null; latencyBoundsMs?: QuantileBounds | undefined } = { latencyMs: null }
  const [from, to] = [
    ['service', 'shop/frontend', 'v1'],
    ['service', 'shop/cart', 'v1'],
  ] as const
  setLatency(into, [toTotal({ proxy: 'a', from: [...from], to: [...to], counts: {}, latency })])
  return into
}

describe('latency of a set of rows', () => {
  it('is points alone where every interval is narrow', () => {
    expect(latencyOf([[10, 11, 100]])).toEqual({ latencyMs: { p50: 10.5, p95: 10.5, p99: 10.5 } })
  })

  it('says from where on a quantile lies in the open last bin, of which no middle is known', () => {
    const { latencyMs, latencyBoundsMs } = latencyOf([
      [10, 11, 97],
      [3_600_000, Number.POSITIVE_INFINITY, 3],
    ])
    expect(latencyMs).toMatchObject({ p50: 10.5, p99: null })
    expect(latencyBoundsMs?.p99).toEqual([3_600_000, null])
  })
})
