import { describe, expect, it } from 'vitest'
import type { Fault } from '@/lib/mesh/fault'
import { exampleFault } from '@/lib/testing/example-mesh'
import type { InjectionWindow, ProxyObservation } from './fault-observation'
import { stepFault } from './step-fault'

const start = 1_000_000
const slow: Fault = {
  ...exampleFault('f1', { service: 'shop/ratings', bandwidth: { percent: 20, kibPerSecond: 8 } }),
  at: start,
  endsAt: start + 300_000,
  state: 'applying',
  revision: 7,
}
const window = (from: number): InjectionWindow => ({ from, to: from + 5_000, aborts: 0, delays: 0 })

function step(change: Partial<ProxyObservation>, fault = slow): Fault {
  const proxy: ProxyObservation = {
    proxyId: 'reviews-v1',
    connected: true,
    syncedRevision: 7,
    refusal: null,
    loaded: { at: start + 1_000, hasGate: true, abortPercent: null, delayPercent: null, bandwidthPercent: 20 },
    readProblem: null,
    cleanReads: [],
    windows: [],
    ...change,
  }
  const observation = { proxies: [proxy], renewedAt: start + 10_000, lapsedMs: null, watchedSince: 0, requestsPerSecond: 100, guards: [] }
  return stepFault(fault, { ...observation, totals: { aborts: 0, delays: 0 } }, start + 15_000).fault
}

describe('a fault that slows answers', () => {
  it('is proved by the answers that its proxies slowed', () => {
    const { state, stateReason, evidence, planned } = step({ hasLimited: true })
    expect([state, stateReason, evidence[0]?.stage, planned?.limitsPerSecond]).toEqual(['injecting', null, 'observed', 20])
  })

  it('is not proved where another fault slows answers in the same proxy: nothing tells whose they were, and it says so', () => {
    const words = 'slowed answers are not counted apart from those of another fault'
    const { state, stateReason, evidence } = step({ hasLimited: true, isLimitShared: true })
    expect([state, stateReason, evidence[0]?.stage, evidence[0]?.reason]).toEqual(['injecting', words, 'loaded', words])
  })

  it('is not injecting where requests flow and none of their answers was slowed', () => {
    expect(step({ windows: [window(start + 5_000), window(start + 10_000)] })).toMatchObject({
      state: 'not_injecting',
      stateReason: 'no injection counted although requests flow: no request matches its scope',
    })
  })
})
