import { describe, expect, it } from 'vitest'
import { exampleFault } from '@/lib/testing/example-mesh'
import { FilterTotals } from './filter-totals'

const slow = exampleFault('slow', { service: 'shop/reviews', bandwidth: { percent: 50, kibPerSecond: 8 } })
const other = exampleFault('other', { service: 'shop/cart', bandwidth: { percent: 50, kibPerSecond: 8 } })

describe('what whole proxies count of faults', () => {
  it('is what came since the fault was first seen there, over a reset too', () => {
    const totals = new FilterTotals()
    expect(totals.of(slow, [slow])).toBeNull()
    totals.add(slow, 'a', { limits: 100, overflows: 7 }, 1_000)
    totals.add(slow, 'a', { limits: 110, overflows: 7 }, 3_000)
    expect(totals.of(slow, [slow])).toEqual({ limits: 10, limitsPerSecond: 5, overflows: 0 })
    totals.add(slow, 'a', { limits: 4, overflows: 2 }, 5_000)
    totals.add(slow, 'a', { limits: 4, overflows: 2 }, 5_000)
    expect(totals.of(slow, [slow])).toEqual({ limits: 14, limitsPerSecond: 2, overflows: 2 })
    expect(totals.hasLimited('slow', 'a')).toBe(true)
  })

  it('is given to nobody where two bandwidths share a proxy', () => {
    const totals = new FilterTotals()
    for (const fault of [slow, other]) totals.add(fault, 'a', { limits: 1, overflows: 0 }, 1_000)
    expect(totals.of(slow, [slow, other])).toEqual({ overflows: 0 })
    expect(totals.of(slow, [slow])).toMatchObject({ limits: 0 })
  })
})
