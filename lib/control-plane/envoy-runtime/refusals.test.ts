import { afterEach, describe, expect, it } from 'vitest'
import type { TypeSync } from '@/lib/mesh/proxy'
import { judgeRefusal } from '@/lib/runtime/refusal'
import { exampleFault, splitPolicy } from '@/lib/testing/example-mesh'
import { desiredSplit, startLayerBench } from '@/lib/testing/layer-bench'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
async function start(policyRevision: number, v1: number, v2: number) {
  const bench = startLayerBench()
  stops.push(() => bench.plane.stop(0))
  bench.plane.publish(desiredSplit(1, policyRevision, splitPolicy('shop/reviews', v1, v2)))
  await bench.plane.start()
  await waitFor('it is there', () => bench.events.some(({ kind }) => kind === 'connected'), 5_000)
  const toldOf = (revision: number): Promise<TypeSync[]> =>
    waitFor(`told of ${revision}`, () => {
      const last = bench.events.filter((event) => event.kind === 'sync').at(-1)
      return last?.offeredRevision === revision && last.sync
    })
  return { ...bench, toldOf }
}
const reviews = { service: 'shop/reviews', services: ['shop/reviews', 'shop/ratings'] }
const judge = (sync: TypeSync[], since: number, about: Parameters<typeof judgeRefusal>[3] = reviews) =>
  judgeRefusal(sync, ['RDS', 'RTDS'], since, about).rejects
const edit = (revision: number, v1: number) => desiredSplit(revision, revision, splitPolicy('shop/reviews', v1, 100 - v1))

describe('a foreign Envoy refuses', () => {
  it('no edit by keeping silent: nobody knows what it took, and it is given back what was published', async () => {
    const { plane, state, layer } = await start(2, 70, 30)
    await waitFor('set', () => layer.get('w.v1') === '70', 5_000)
    state.isDown = true
    expect(await plane.tryOn(edit(3, 50), ['front'])).toEqual({ kind: 'unavailable', proxyId: 'front' })
    // It was taken, and only the answer is lost.
    layer.set('w.v1', '70')
    state.isDown = false
    expect(await plane.tryOn(edit(3, 50), ['front'])).toEqual({ kind: 'accepted', proxyId: 'front' })
    expect(layer.get('w.v1')).toBe('50')
  })

  it('no step of a canary by keeping silent', async () => {
    const { plane, state, layer, toldOf } = await start(2, 50, 50)
    await waitFor('set', () => layer.get('w.v1') === '50', 5_000)
    const since = Date.now()
    state.isDown = true
    plane.publish(edit(2, 40))
    const sync = await toldOf(2)
    expect(sync).toMatchObject([{ type: 'RTDS', status: 'STALE', error: null }])
    expect(judge(sync, since)).toBeNull()
    state.isDown = false
    plane.publish(edit(3, 40))
    expect(await toldOf(3)).toEqual([])
  })

  it('what somebody else holds, and nothing beside it', async () => {
    const { plane, layer, toldOf } = await start(1, 100, 0)
    layer.set('p', '1')
    const fault = { ...exampleFault('f1', { service: 'shop/reviews', abort: { percent: 50 } }), withoutLease: true }
    plane.lease([fault])
    await waitFor('the status is set', () => layer.get('s') === '503', 5_000)
    expect(await plane.tryOn(edit(2, 50), ['front'])).toEqual({ kind: 'accepted', proxyId: 'front' })
    const since = Date.now() - 60_000
    plane.publish(edit(2, 50))
    const sync = await toldOf(2)
    expect(judge(sync, since, { ...reviews, faultId: 'f1' })).toContain('p = 1 stands in its admin layer, set by somebody else')
    expect(judge(sync, since, { ...reviews, faultId: 'f2' })).toBeNull()
    expect(judge(sync, since)).toBeNull()
    layer.set('w.v1', '7')
    const outcome = await plane.tryOn(edit(3, 40), ['front'])
    expect(outcome).toMatchObject({ kind: 'refused', words: expect.stringContaining('w.v1 = 7 stands in its admin layer') })
  })
})
