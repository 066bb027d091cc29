import { describe, expect, it } from 'vitest'
import type { Baseline } from '@/lib/canary/baseline'
import { presets } from '@/lib/canary/presets'
import { startCanary } from '@/lib/canary/start-canary'
import type { ProxyWindow } from '@/lib/mesh/window'
import { sampleCounts, sampleGauges, sampleKey } from '@/lib/testing/temporary-store'
import { CanaryTicks } from './canary-ticks'

const phi = { phi: 1, mean: null, differences: 0, isMeasured: false }
const baseline: Baseline = { history: {}, errors: phi, bounds: [], promotionBoundMs: null }
const plan = {
  id: 'c1',
  service: 'shop/reviews',
  version: 'v2',
  baseline: 'v1',
  parameters: presets.fast,
  actor: 'ada',
  reason: 'a test',
  overrideLock: null,
}
const ticksAt = (now: number): CanaryTicks => new CanaryTicks(startCanary(plan, baseline, 1, now), 1_000, now)
const window = (proxyId: string, from: number, to: number, canary: number, stable: number): ProxyWindow => ({
  proxyId,
  from,
  to,
  edges: [['v2', canary, 'reviews-2'] as const, ['v1', stable, 'reviews-1'] as const].map(([version, requests, instance]) => ({
    key: sampleKey(1, { proxyId, target: { kind: 'service', service: 'shop/reviews', version, instance } }),
    counts: sampleCounts({ requests }),
    gauges: sampleGauges(),
    latency: [],
  })),
})

describe('a tick of a canary', () => {
  it('holds every window that came in it once, with both arms', () => {
    const ticks = ticksAt(0)
    ticks.add(window('a', -500, 500, 1, 9))
    ticks.add(window('a', 500, 1_500, 2, 8))
    ticks.add(window('b', 0, 1_000, 3, 7))
    expect(ticks.close({ now: 4_999, answering: ['a', 'b'], callers: ['a', 'b'] }, null)).toBeNull()
    const tick = ticks.close({ now: 5_000, answering: ['a', 'b'], callers: ['a', 'b'] }, null)
    expect(tick).toMatchObject({ from: 0, to: 5_000, dirty: null, isComplete: true, instances: ['reviews-2'] })
    expect(tick?.strata).toMatchObject([{ caller: 'shop/s1', nc: 6, nb: 24 }])
    ticks.add(window('a', 1_500, 2_500, 1, 1))
    expect(ticks.close({ now: 12_000, answering: ['a', 'b'], callers: ['a', 'b'] }, null)?.strata).toMatchObject([{ nc: 1, nb: 1 }])
  })

  it('waits two scrapes for a proxy that is late, and is incomplete without it', () => {
    const ticks = ticksAt(0)
    ticks.add(window('a', 0, 1_000, 1, 9))
    expect(ticks.close({ now: 6_900, answering: ['a', 'b'], callers: ['a', 'b'] }, null)).toBeNull()
    expect(ticks.close({ now: 7_000, answering: ['a', 'b'], callers: ['a', 'b'] }, null)).toMatchObject({ isComplete: false })
  })

  it('is not made complete by proxies that do not call the service', () => {
    const ticks = ticksAt(0)
    for (const id of ['x', 'y', 'z']) ticks.add({ proxyId: id, from: 0, to: 1_000, edges: [] })
    expect(ticks.close({ now: 7_000, answering: ['a'], callers: ['a'] }, null)).toMatchObject({ isComplete: false })
  })

  it('does not count where a window of it began before the weight was in force', () => {
    const ticks = ticksAt(0)
    ticks.add(window('a', 900, 1_900, 1, 9))
    expect(ticks.close({ now: 5_000, answering: ['a'], callers: ['a'] }, 1_000)?.dirty).toBe(
      'a window of it began before the weight was in force',
    )
    ticks.add(window('a', 1_900, 2_900, 1, 9))
    expect(ticks.close({ now: 10_000, answering: ['a'], callers: ['a'] }, 1_000)?.dirty).toBeNull()
  })

  it('without any traffic is complete and holds nothing', () => {
    const ticks = ticksAt(0)
    ticks.add({ proxyId: 'a', from: 0, to: 1_000, edges: [] })
    expect(ticks.close({ now: 5_000, answering: ['a'], callers: ['a'] }, 0)).toMatchObject({ strata: [], isComplete: true, instances: [] })
  })

  it('without any window is incomplete', () => {
    expect(ticksAt(0).close({ now: 5_000, answering: [], callers: ['a'] }, 0)).toMatchObject({ isComplete: false })
  })

  it('tells per proxy what was sent since the weight is in force, and begins anew with the next', () => {
    const ticks = ticksAt(0)
    expect(ticks.totalsOf('a', 1_000)).toEqual({ canary: 0, baseline: 0 })
    ticks.add(window('a', 500, 1_500, 1, 9))
    ticks.add(window('a', 1_500, 2_500, 2, 8))
    expect(ticks.totalsOf('a', 1_000)).toEqual({ canary: 2, baseline: 8 })
    expect(ticks.totalsOf('a', 3_000)).toEqual({ canary: 0, baseline: 0 })
  })

  it('holds the answers to copies in place of the canary’s own while a mirror is looked at, and in no other tick', () => {
    const copies = (from: number): ProxyWindow => {
      const [v2, v1] = window('a', from, from + 1_000, 7, 90).edges
      if (!v2 || !v1) throw new Error('two rows')
      const copy = { ...v2, key: { ...v2.key, mirror: true }, counts: sampleCounts({ requests: 20, attemptErrors: 3 }) }
      return { proxyId: 'a', from, to: from + 1_000, edges: [v2, v1, copy] }
    }
    const ticks = ticksAt(0)
    ticks.add(copies(0))
    expect(ticks.close({ now: 5_000, answering: ['a'], callers: ['a'] }, 0)?.strata).toMatchObject([{ nc: 7, nb: 90, xc: 0 }])
    ticks.add(copies(5_000))
    expect(ticks.close({ now: 10_000, answering: ['a'], callers: ['a'] }, 0, true)?.strata).toMatchObject([{ nc: 20, nb: 90, xc: 3 }])
  })
})
