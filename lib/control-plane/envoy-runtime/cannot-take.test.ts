import { expect, it } from 'vitest'
import { driver } from '@/lib/control-plane/driver'
import type { Levers } from '@/lib/mesh/levers'
import type { Policy } from '@/lib/mesh/policy'
import { exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { desiredSplit, layerLevers } from '@/lib/testing/layer-bench'

const split = splitPolicy('shop/reviews', 70, 30)
const timed: Policy = { ...split, rules: split.rules.map((rule) => ({ ...rule, timeout: '3s' })) }
const plain: Levers = {
  ...layerLevers,
  weights: [{ place: 'route 1', targets: [{ destination: 'shop/reviews|v1', weight: 100, key: null }] }],
}
const foreign = (levers: Levers, service = 'shop/frontend') => exampleSidecar('front', service, { isStatic: true, levers })
const reasonOf = (levers: Levers, policy: Policy, { revision = 2, service = 'shop/frontend' } = {}) =>
  driver.cannotTake(desiredSplit(1, revision, policy), 'shop/reviews', [foreign(levers, service), exampleSidecar('own')])

it('a foreign Envoy cannot take more than weights, nor weights where its routes have none or nothing can be changed', () => {
  expect(reasonOf(layerLevers, split)).toEqual([])
  expect(reasonOf(layerLevers, timed)).toEqual([
    { proxyId: 'front', reason: expect.stringContaining('nothing else of a policy (not timeout)') },
  ])
  expect(reasonOf(plain, split)).toEqual([{ proxyId: 'front', reason: expect.stringContaining('name one destination and no weights') }])
  expect(reasonOf({ ...layerLevers, problem: 'no admin layer' }, split)).toEqual([{ proxyId: 'front', reason: 'no admin layer' }])
})

it('nobody is named who was asked nothing: a policy that nobody edited, a proxy of the service itself, one that calls another', () => {
  expect(reasonOf(plain, split, { revision: 1 })).toEqual([])
  expect(reasonOf(plain, split, { service: 'shop/reviews' })).toEqual([])
  expect(reasonOf({ ...plain, weights: [] }, split)).toEqual([])
})

it('that weights hold only while Outrider runs is told where one such caller is', () => {
  const kept = (proxies: ReturnType<typeof exampleSidecar>[]) =>
    driver.capabilities(exampleMesh(), 'shop/reviews', proxies).find(({ feature }) => feature === 'keptWeights')
  expect(kept([exampleSidecar('own')])).toMatchObject({ supported: true })
  expect(kept([exampleSidecar('own'), foreign(layerLevers)])).toMatchObject({
    supported: false,
    reason: "front: while Outrider is stopped the proxy's own weights hold",
  })
})
