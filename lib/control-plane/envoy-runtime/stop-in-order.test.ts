import { expect, it } from 'vitest'
import { exampleFault, splitPolicy } from '@/lib/testing/example-mesh'
import { desiredSplit, startLayerBench } from '@/lib/testing/layer-bench'
import { waitFor } from '@/lib/testing/wait-for'

const split = desiredSplit(2, 2, splitPolicy('shop/reviews', 70, 30))

it('a stop in order takes faults and the weights of policies out, and what somebody else set stays', async () => {
  const { plane, layer, disk } = startLayerBench()
  layer.set('other', '7')
  const fault = { ...exampleFault('f1', { service: 'shop/reviews', abort: { percent: 50 } }), withoutLease: true }
  plane.publish(split)
  plane.lease([fault])
  await plane.start()
  await waitFor('both are in', () => layer.get('p') === '50' && layer.get('w.v1') === '70', 5_000)
  await plane.stop(0)
  expect([...layer]).toEqual([['other', '7']])
  expect([...disk.values()].join()).toBe('{}')
})

it('a stop in order leaves the weights of a running canary, which was started to keep them', async () => {
  const { plane, layer } = startLayerBench()
  const canary = { id: 'c1', service: 'shop/reviews', version: 'v2', baseline: 'v1', weightPercent: 40, mode: 'route' as const }
  plane.publish({ ...split, canaries: [canary] })
  await plane.start()
  await waitFor('the step is in', () => Number(layer.get('w.v2')) > 0, 5_000)
  const before = [...layer]
  await plane.stop(0)
  expect([...layer]).toEqual(before)
})
