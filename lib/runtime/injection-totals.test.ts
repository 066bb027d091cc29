import { describe, expect, it } from 'vitest'
import type { ProxyWindow } from '@/lib/mesh/window'
import { exampleFault } from '@/lib/testing/example-mesh'
import { sampleCounts, sampleGauges, sampleKey } from '@/lib/testing/temporary-store'
import { InjectionTotals } from './injection-totals'

const spec = { service: 'shop/reviews', abort: { percent: 20, httpStatus: 503 } }
const key = sampleKey(1, { target: { kind: 'service', service: 'shop/reviews', version: 'v1', instance: null } })
const window = (from: number, abortsInjected: number): ProxyWindow => ({
  proxyId: 'proxy-1',
  from,
  to: from + 5_000,
  edges: [{ key, counts: sampleCounts({ abortsInjected }), gauges: sampleGauges(), latency: [] }],
})

describe('the injections of a fault since it began', () => {
  it('leave out the window that another fault of its scope had a part in', () => {
    const totals = new InjectionTotals()
    const [former, next] = [exampleFault('former', spec, 1_000), exampleFault('next', spec, 12_000)]
    totals.watch([former], 11_000)
    totals.watch([next], 13_000)
    totals.add(window(10_000, 40))
    totals.add(window(15_000, 7))
    expect(totals.of(next)).toMatchObject({ aborts: 7, delays: 0 })
  })

  it('take the window across the beginning where nothing else injected', () => {
    const totals = new InjectionTotals()
    const others = [
      exampleFault('elsewhere', { ...spec, service: 'shop/payments' }, 1_000),
      exampleFault('slow', { service: 'shop/reviews', delay: { percent: 5, fixedDelayMs: 10 } }, 1_000),
    ]
    const fault = exampleFault('next', spec, 12_000)
    totals.watch([exampleFault('long ago', spec, 1_000)], 9_000)
    totals.watch([...others, fault], 13_000)
    totals.add(window(10_000, 40))
    expect(totals.of(fault)).toMatchObject({ aborts: 40, delays: 0 })
  })
})
