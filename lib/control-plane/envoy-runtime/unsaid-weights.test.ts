import { afterEach, describe, expect, it } from 'vitest'
import type { Levers, RuntimeValue } from '@/lib/mesh/levers'
import { exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { desiredSplit, layerLevers, startLayerBench } from '@/lib/testing/layer-bench'
import { waitFor } from '@/lib/testing/wait-for'
import { toPlace } from './place'
import { planWrites } from './plan-writes'
import type { NotedValue } from './value-notes'
import { findWanted } from './wanted-values'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

const drained = splitPolicy('shop/reviews', 0, 100)
const host = (port: number) => ({ address: '10.0.0.1', port })
const ownNames = (v2: number[]): Levers => ({
  ...layerLevers,
  destinations: [
    { name: 'reviews_v1', hosts: [host(1)] },
    { name: 'reviews_v2', hosts: v2.map(host) },
  ],
  weights: [
    {
      place: 'here',
      targets: [
        { destination: 'reviews_v1', weight: 100, key: 'w.v1' },
        { destination: 'reviews_v2', weight: 0, key: 'w.v2' },
      ],
    },
  ],
})
const named = (ports: number[]) => ({
  ...exampleMesh(),
  services: exampleMesh().services.map((spec) =>
    spec.name === 'shop/reviews'
      ? {
          ...spec,
          versions: [
            { name: 'v1', endpoints: [host(1)] },
            { name: 'v2', endpoints: ports.map(host) },
          ],
        }
      : spec,
  ),
})

describe('weights that cannot be said at the moment', () => {
  it('stay as they are where an edit asks for more than the proxy can do, and the edit is refused with that', async () => {
    const { plane, layer } = startLayerBench()
    stops.push(() => plane.stop(0))
    plane.publish(desiredSplit(1, 2, drained))
    await plane.start()
    await waitFor('drained', () => layer.get('w.v1') === '0', 5_000)
    const timed = { ...drained, rules: drained.rules.map((rule) => ({ ...rule, timeout: '3s' })) }
    const outcome = await plane.tryOn(desiredSplit(2, 3, timed), ['front'])
    expect(outcome).toMatchObject({ kind: 'refused', words: expect.stringContaining('nothing else of a policy (not timeout)') })
    expect(Object.fromEntries(layer)).toEqual({ 'w.v1': '0', 'w.v2': '100' })
  })

  const noted = new Map<string, NotedValue>([
    ['w.v1', { values: ['0'], owner: 'weights:shop/reviews' }],
    ['w.v2', { values: ['100'], owner: 'weights:shop/reviews' }],
  ])
  const present = new Map([...noted].map(([key, { values }]): [string, RuntimeValue] => [key, { admin: values[0] ?? '', final: '' }]))
  const planFor = (levers: Levers, ports: number[], policyRevision = 2) => {
    const desired = { ...desiredSplit(1, policyRevision, drained), mesh: named(ports) }
    const place = toPlace(desired, exampleSidecar('front', 'shop/frontend', { isStatic: true, levers }))
    if (!place) throw new Error('no place')
    const { values, troubles } = findWanted(place, desired, [], noted)
    return { set: [...planWrites(values, noted, present).set.keys()], words: troubles.map(({ words }) => words).join() }
  }

  it('stay where a host is resolved that the mesh does not name yet, or none, and it is said', () => {
    expect(planFor(ownNames([2, 3]), [2, 3])).toEqual({ set: [], words: '' })
    expect(planFor(ownNames([2, 3]), [2])).toMatchObject({ set: [], words: expect.stringContaining('its weights stay as they were') })
    expect(planFor(ownNames([]), [2])).toMatchObject({ set: [], words: expect.stringContaining('its weights stay as they were') })
  })

  it('are taken out where their policy is gone, or their configuration has no such key any more', () => {
    expect(planFor(ownNames([2, 3]), [2], 1).set).toEqual(['w.v1', 'w.v2'])
    expect(planFor({ ...ownNames([2, 3]), weights: [] }, [2]).set).toEqual(['w.v1', 'w.v2'])
  })

  it('are said again as soon as its hosts are known, which are looked at although nothing of its configuration moves', async () => {
    const { plane, layer, state, clock, events } = startLayerBench(ownNames([]))
    stops.push(() => plane.stop(0))
    plane.publish({ ...desiredSplit(1, 2, drained), mesh: named([2]) })
    await plane.start()
    await waitFor('it is there', () => events.some(({ kind }) => kind === 'connected'), 5_000)
    expect([...layer]).toEqual([])
    state.levers = ownNames([2])
    clock.aheadMs = 31_000
    await waitFor('drained', () => layer.get('w.v1') === '0', 5_000)
  })
})
