import { expect, it } from 'vitest'
import { driver } from '@/lib/control-plane/driver'
import type { Levers, WeightLever } from '@/lib/mesh/levers'
import { exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { desiredSplit, layerLevers } from '@/lib/testing/layer-bench'
import { readPercent } from './find-fault-way'
import { findSplits, findWeightWay, readSplits } from './find-weight-way'
import { toPlace } from './place'

const to = (destination: string, weight: number) => ({ destination, weight, key: null })
const [v1, v2, ratings] = ['shop/reviews|v1', 'shop/reviews|v2', 'shop/payments|v1']
const pair = (key: string | null, share = 0, targets = [to(v2, share), to(v1, 100 - share)]): WeightLever => ({
  place: 'route canary and the next',
  targets,
  fraction: { key, problem: null },
})
const withWeights = (...weights: WeightLever[]): Levers => ({
  ...layerLevers,
  destinations: [...layerLevers.destinations, { name: ratings, hosts: [] }],
  weights,
})
function placeOf(...weights: WeightLever[]) {
  const place = toPlace(desiredSplit(1, 2), exampleSidecar('front', 'shop/frontend', { isStatic: true, levers: withWeights(...weights) }))
  if (!place) throw new Error('no place')
  return place
}
const wayOf = (v2Weight: number, ...weights: WeightLever[]) =>
  findWeightWay(placeOf(...weights), splitPolicy('shop/reviews', 100 - v2Weight, v2Weight))
const valuesOf = (...asked: Parameters<typeof wayOf>) => {
  const way = wayOf(...asked)
  return way?.ok ? Object.fromEntries(way.values) : way?.reason
}

it('a fraction takes weights as the share of its first destination, and says nothing where it splits so already', () => {
  expect(valuesOf(30, pair('split'))).toEqual({ split: '30' })
  expect(valuesOf(30, pair('split', 30))).toEqual({})
  expect(valuesOf(0, pair('split', 30))).toEqual({ split: '0' })
  const way = findWeightWay(placeOf(pair('split')), splitPolicy('shop/reviews', 9950, 50))
  expect(way?.ok && [...way.values]).toEqual([['split', '{numerator: 5000, denominator: MILLION}']])
})

it('what a fraction cannot do is refused with the reason', () => {
  expect(findWeightWay(placeOf(pair('split')), splitPolicy('shop/reviews', 2, 1))).toMatchObject({
    reason: expect.stringContaining('parts of a million'),
  })
  expect(valuesOf(30, pair('split'), pair('split', 0, [to(v1, 0), to(v2, 100)]))).toContain(
    'governs two routes that would need different ones',
  )
  const splitsOf = (...weights: WeightLever[]) => findSplits(placeOf(...weights), 'shop/reviews')
  expect(splitsOf(pair(null))).toContain('has no runtime_key')
  expect(splitsOf(pair('split'), pair('split', 0, [to(ratings, 0), to(ratings, 100)]))).toContain('which leads elsewhere')
  const unclear: WeightLever = { place: 'route 3', targets: [to(v1, 100)], fraction: { key: 'x', problem: 'is one of several fractions' } }
  expect(splitsOf(pair('split'), unclear)).toBe('route 3 is one of several fractions')
})

it('one value may govern two routes that want the same, also where one of them needs none', () => {
  expect(valuesOf(30, pair('split', 30), pair('split', 10))).toEqual({ split: '30' })
})

it('is read back as Envoy reads its value, and is the way by which an admin value decides', () => {
  const place = placeOf(pair('split', 10))
  const splits = findSplits(place, 'shop/reviews')
  if (splits === null || typeof splits === 'string') throw new Error(String(splits))
  const read = (text: string) =>
    readSplits(splits, new Map([['split', text]]))[0]
      ?.map(({ version, weight }) => `${version} ${weight}`)
      .join()
  expect(read('')).toBe('v2 10,v1 90')
  expect(read('40')).toBe('v2 40,v1 60')
  expect(read('{numerator: 125000, denominator: MILLION}')).toBe('v2 125000,v1 875000')
  expect(['12.5', '700', '{"numerator": 5}', 'x'].map(readPercent)).toEqual([12, 100, 5, null])
  const identity = exampleSidecar('front', 'shop/frontend', { isStatic: true, levers: withWeights(pair('split')) })
  const changes = driver.compare(desiredSplit(1, 1), desiredSplit(2, 2, splitPolicy('shop/reviews', 70, 30)), [identity])
  expect(changes.map(({ name }) => name)).toEqual(['admin layer of front: split'])
})
