import { describe, expect, it } from 'vitest'
import { watching } from '@/bench/canary/steady-mesh'
import type { CanaryState } from '@/lib/canary/canary-state'
import { stepCanary } from '@/lib/canary/step-canary'
import type { TypeSync } from '@/lib/mesh/proxy'
import { exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { desiredSplit, layerLevers, startLayerBench } from '@/lib/testing/layer-bench'
import { observeExample } from '@/lib/testing/observe-example'
import { waitFor } from '@/lib/testing/wait-for'
import { Fleet } from './fleet'

/** What a foreign Envoy says after somebody has put `w.v1=7` over a weight of 50 that was in force. */
async function takeOver(): Promise<TypeSync[]> {
  const { plane, layer, events } = startLayerBench()
  plane.publish(desiredSplit(2, 2, splitPolicy('shop/reviews', 50, 50)))
  await plane.start()
  await waitFor('in', () => layer.get('w.v1') === '50', 5_000)
  layer.set('w.v1', '7')
  plane.publish(desiredSplit(3, 2, splitPolicy('shop/reviews', 50, 50)))
  const sync = await waitFor('told', () => {
    const last = events.filter((event) => event.kind === 'sync').at(-1)
    return last?.sync[0]?.status === 'NACKED' && last.sync
  })
  await plane.stop(0)
  return sync
}

describe('a foreign value in the place of a weight that was in force', () => {
  it('holds the canary as drift, and does not roll it back', async () => {
    const sync = await takeOver()
    const now = Date.now()
    const { state } = watching()
    const plan = { ...state.plan, service: 'shop/reviews', version: 'v2', baseline: 'v1' }
    const traffic = { kind: 'weight', weightPercent: 50 } as const
    const observe = (over: Partial<CanaryState>, loadedPercent: number) => {
      const own: CanaryState = {
        ...state,
        plan,
        traffic,
        trafficSince: now - 60_000,
        inForceSince: now - 50_000,
        at: now,
        startedAt: now - 60_000,
        leaseUntil: now + 60_000,
        ...over,
      }
      const fleet = new Fleet()
      fleet.put(exampleSidecar('front', 'shop/frontend', { isStatic: true, levers: layerLevers }), null)
      fleet.connected('front', '', now)
      fleet.synced('front', sync, 2, 3)
      const backends = [
        { version: 'v1', weight: 100 - loadedPercent },
        { version: 'v2', weight: loadedPercent },
      ]
      const value = new Map([['shop/reviews', [{ rule: 'default', backends }]]])
      const observation = observeExample(own, {
        desired: desiredSplit(3, own.policyRevision, splitPolicy('shop/reviews', 100, 0)),
        callers: fleet.list(),
        readingOf: () => ({ reading: { ok: true, value, at: now }, at: now }),
        renewedAt: now,
      })
      return { own, observation }
    }
    // Told, and not read back yet.
    expect(observe({}, 50).observation.proxies[0]?.refusal).toBeNull()
    const { own, observation } = observe({}, 93)
    expect(observation).toMatchObject({ drift: expect.stringContaining('front has 93 %'), proxies: [{ refusal: null }] })
    const held = stepCanary(own, observation, now).state
    expect(held.phase).toMatchObject({ name: 'held', cause: 'drift' })
    // It stays so, although nothing is in force any more.
    expect(held.inForceSince).toBeNull()
    expect(observe(held, 93).observation).toMatchObject({ drift: expect.stringContaining('93 %'), proxies: [{ refusal: null }] })
    // Of a step that never was in force it is a refusal.
    const fresh = observe({ inForceSince: null, phase: { name: 'applying', since: now - 60_000 } }, 93).observation
    expect(fresh).toMatchObject({ drift: null, proxies: [{ refusal: expect.stringContaining('w.v1 = 7 stands in its admin layer') }] })
  })
})
