import { expect, it } from 'vitest'
import { desiredSplit, startLayerBench } from '@/lib/testing/layer-bench'
import { waitFor } from '@/lib/testing/wait-for'

it('three single misses within an hour, each followed by an answer, are no lost proxy; three in a row are', async () => {
  const { plane, state, events, clock } = startLayerBench()
  plane.publish(desiredSplit(1, 1))
  await plane.start()
  await waitFor('it is there', () => events.some(({ kind }) => kind === 'connected'), 5_000)
  const isLost = (): boolean => events.some(({ kind }) => kind === 'disconnected')
  const look = async (isDown: boolean): Promise<void> => {
    const before = state.glances
    state.isDown = isDown
    clock.aheadMs += 31_000
    await waitFor('a look', () => state.glances > before, 5_000)
  }
  for (const isDown of [true, false, true, false, true, false]) await look(isDown)
  expect(isLost()).toBe(false)
  for (const isDown of [true, true, true]) await look(isDown)
  await waitFor('it is lost', isLost, 5_000)
  await plane.stop(0)
})
