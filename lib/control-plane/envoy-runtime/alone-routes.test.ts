import { describe, expect, it } from 'vitest'
import { watching } from '@/bench/canary/steady-mesh'
import { driver } from '@/lib/control-plane/driver'
import type { Levers } from '@/lib/mesh/levers'
import { exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { desiredSplit, layerLevers, startLayerBench } from '@/lib/testing/layer-bench'
import { observeExample } from '@/lib/testing/observe-example'
import { waitFor } from '@/lib/testing/wait-for'

const toOne = (destination: string): Levers => ({
  ...layerLevers,
  weights: [...layerLevers.weights, { place: 'route testers', targets: [{ destination, weight: 100, key: null }] }],
})
const testers = toOne('shop/reviews|v2')
const desired = desiredSplit(1, 2, splitPolicy('shop/reviews', 100, 0))
const target = { id: 'front', url: 'http://127.0.0.1:1', kind: 'envoy' as const }

describe('a route of a foreign Envoy that sends to one version alone', () => {
  it('is no proof of a split: it is named beside what the others split', async () => {
    for (const [levers, unread] of [
      [layerLevers, []],
      [testers, ['route testers sends all to v2']],
    ] as const) {
      const { plane, events } = startLayerBench(levers)
      plane.publish(desired)
      await plane.start()
      await waitFor('it is there', () => events.some(({ kind }) => kind === 'connected'), 5_000)
      const read = await plane.readBackOf?.('front')?.readPolicies(target, new AbortController().signal)
      await plane.stop(0)
      expect(read?.ok && read.value.get('shop/reviews')).toMatchObject({ unread, rules: [{ backends: [{ weight: 100 }, { weight: 0 }] }] })
    }
  })

  it('is told as one that no weight splits', () => {
    const found = (levers: Levers) =>
      driver.unsplitRoutes(desired, 'shop/reviews', [exampleSidecar('front', 'shop/frontend', { isStatic: true, levers })])
    expect(found(testers)).toEqual([{ proxyId: 'front', place: 'route testers', version: 'v2' }])
    expect(found(layerLevers)).toEqual([])
    expect(found(toOne('somebody'))).toEqual([])
  })

  it('keeps a canary of its version from being judged, and no other', () => {
    const { state } = watching(1, {})
    const unsplitOf = (version: string) => {
      const plan = { ...state.plan, service: 'shop/reviews', version, baseline: 'v1' }
      const unsplitRoutes = [{ proxyId: 'front', place: 'route testers', version: 'v2' }]
      return observeExample({ ...state, plan }, { desired, unsplitRoutes }).unsplitRules
    }
    expect(unsplitOf('v2')).toEqual(['route testers of front'])
    expect(unsplitOf('v3')).toEqual([])
  })
})
