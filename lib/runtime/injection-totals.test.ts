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
    totals.take('next', 'proxy-1')
    totals.add(window(10_000, 40))
    totals.add(window(15_000, 7))
    expect(totals.of(next)).toMatchObject({ aborts: 7, delays: 0, sharedMs: 3_000, unreadMs: 0 })
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
    totals.take('next', 'proxy-1')
    totals.add(window(10_000, 40))
    expect(totals.of(fault)).toMatchObject({ aborts: 40, delays: 0, sharedMs: 0, unreadMs: 0 })
  })

  it('take the first window whole where the former fault was found gone before it', () => {
    const totals = new InjectionTotals()
    const [former, next] = [exampleFault('former', spec, 1_000), exampleFault('next', spec, 12_000)]
    totals.watch([former], 11_000)
    totals.gone('former', 'proxy-1', 9_900)
    totals.watch([next], 13_000)
    totals.take('next', 'proxy-1')
    totals.add(window(10_000, 50))
    expect(totals.of(next)).toMatchObject({ aborts: 50, sharedMs: 0 })
  })

  it('lack nothing where nothing was counted in a window with another fault', () => {
    const totals = new InjectionTotals()
    totals.watch([exampleFault('former', spec, 1_000)], 11_000)
    const next = exampleFault('next', spec, 12_000)
    totals.watch([next], 13_000)
    totals.take('next', 'proxy-1')
    totals.add(window(10_000, 0))
    expect(totals.of(next)).toMatchObject({ aborts: 0, sharedMs: 0 })
  })

  it('are none of what a proxy injects that has not taken the fault, and all of it once it is known to have', () => {
    const totals = new InjectionTotals()
    const fault = exampleFault('next', spec, 12_000)
    totals.watch([fault], 13_000)
    totals.add(window(15_000, 406))
    expect(totals.of(fault)).toMatchObject({ aborts: 0 })
    totals.take('next', 'proxy-1')
    expect(totals.of(fault)).toMatchObject({ aborts: 406 })
  })

  it('tell for how long their proxy was not read', () => {
    const totals = new InjectionTotals()
    const fault = exampleFault('next', spec, 12_000)
    totals.watch([fault], 13_000)
    totals.take('next', 'proxy-1')
    totals.add(window(10_000, 3))
    totals.add(window(75_000, 4))
    expect(totals.of(fault)).toMatchObject({ aborts: 7, unreadMs: 60_000 })
  })
})
