import { expect, it } from 'vitest'
import { exampleFault, splitPolicy } from '@/lib/testing/example-mesh'
import { desiredSplit, startLayerBench } from '@/lib/testing/layer-bench'
import { waitFor } from '@/lib/testing/wait-for'

it('a store that hangs while weights are noted keeps no fault in a proxy, and sets no weight', async () => {
  const { plane, layer, state, clock } = startLayerBench()
  const fault = { ...exampleFault('f1', { service: 'shop/reviews', abort: { percent: 50 } }), withoutLease: true }
  plane.publish(desiredSplit(1, 1))
  plane.lease([fault])
  await plane.start()
  await waitFor('it injects', () => layer.get('p') === '50', 5_000)
  state.putHangs = true
  const puts = state.puts
  plane.publish(desiredSplit(2, 2, splitPolicy('shop/reviews', 50, 50)))
  await waitFor('the note is on its way', () => state.puts > puts, 5_000)
  clock.isStoreAlive = false
  clock.aheadMs = 60_000
  await waitFor('the fault is out', () => !layer.has('p'), 5_000)
  expect([...layer]).toEqual([])
  await plane.stop(0)
})

it('a note that is refused keeps nothing in that is to go, and once the store is back all is set', async () => {
  const { plane, layer, state, disk } = startLayerBench()
  const fault = { ...exampleFault('f1', { service: 'shop/reviews', abort: { percent: 50 } }), withoutLease: true }
  plane.publish(desiredSplit(1, 1))
  plane.lease([fault])
  await plane.start()
  await waitFor('it injects', () => layer.get('p') === '50', 5_000)
  state.putFails = true
  plane.publish(desiredSplit(2, 2, splitPolicy('shop/reviews', 50, 50)))
  plane.lease([])
  await waitFor('the fault is out', () => !layer.has('p'), 5_000)
  expect(layer.has('w.v1')).toBe(false)
  state.putFails = false
  await waitFor('the weights are in', () => layer.get('w.v1') === '50', 10_000)
  await waitFor('the notes are right', () => [...disk.values()].join().includes('w.v1') && ![...disk.values()].join().includes('f1'), 5_000)
  await plane.stop(0)
})
