import { describe, expect, it } from 'vitest'
import { alignCanaryEvidence } from './align-canary-evidence'
import type { CallerProxy } from './observation'

const asked = { traffic: { kind: 'weight', weightPercent: 10 } as const, trafficSince: 1_000 }
const proxy = (parts: Partial<CallerProxy>): CallerProxy => ({
  proxyId: 'a',
  answers: true,
  loaded: null,
  readAt: null,
  refusal: null,
  problem: null,
  canaryHealthy: 1,
  baselineHealthy: 1,
  ...parts,
})
const loaded = (weightPercent: number, readAt: number) => proxy({ loaded: { kind: 'weight', weightPercent }, readAt })
const none = { canary: 0, baseline: 0 }
const align = (proxies: CallerProxy[], rows = alignCanaryEvidence([], asked, [proxy({})], () => none), totals = none) =>
  alignCanaryEvidence(rows, asked, proxies, () => totals)

describe('the evidence of a canary’s step', () => {
  it('is stored until the weight was read back after it was asked', () => {
    expect(align([proxy({})])).toEqual([{ proxyId: 'a', stage: 'stored', at: { stored: 1_000 }, reason: 'not read back yet' }])
    expect(align([loaded(10, 999)])).toMatchObject([{ stage: 'stored', reason: 'not read back yet' }])
    expect(align([loaded(10, 1_001)])).toMatchObject([{ stage: 'loaded', at: { loaded: 1_001 } }])
  })

  it('names what keeps a proxy from it', () => {
    expect(align([proxy({ problem: 'its control stream is disconnected' })])).toMatchObject([
      { reason: 'its control stream is disconnected' },
    ])
    expect(align([proxy({ refusal: 'RDS: no such cluster' })])).toMatchObject([{ stage: 'rejected', reason: 'RDS: no such cluster' }])
    expect(align([loaded(5, 1_001)])).toMatchObject([{ stage: 'stored', reason: 'it runs something else' }])
  })

  it('is observed when the counts agree, and says so when they do not', () => {
    expect(align([loaded(10, 1_001)], undefined, { canary: 100, baseline: 900 })).toMatchObject([{ stage: 'observed' }])
    expect(align([loaded(10, 1_001)], undefined, { canary: 1, baseline: 5 })).toMatchObject([
      { stage: 'loaded', reason: '6 requests: too few to tell the split' },
    ])
    expect(align([loaded(10, 1_001)], undefined, { canary: 500, baseline: 500 })).toMatchObject([
      { stage: 'loaded', reason: 'traffic disagrees: 500 of 1000 requests to the canary' },
    ])
  })

  it('goes back to the beginning when a proxy is found with something else, and when other traffic is asked for', () => {
    const rows = align([loaded(10, 1_001)])
    expect(align([loaded(0, 2_000)], rows)).toMatchObject([{ stage: 'stored', reason: 'it runs something else' }])
    const next = { traffic: { kind: 'weight', weightPercent: 50 } as const, trafficSince: 3_000 }
    expect(alignCanaryEvidence(rows, next, [loaded(10, 2_900)], () => none)).toMatchObject([{ stage: 'stored', at: { stored: 3_000 } }])
  })
})
