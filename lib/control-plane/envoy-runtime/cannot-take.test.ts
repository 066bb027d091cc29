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

it('a destination whose name does not resolve for a moment is no refusal: its proxy is waited for', () => {
  const host = (port: number) => ({ address: '10.0.0.1', port })
  const mesh = {
    ...exampleMesh(),
    services: exampleMesh().services.map((spec) =>
      spec.name === 'shop/reviews' ? { ...spec, versions: ['v1', 'v2'].map((name, at) => ({ name, endpoints: [host(at + 1)] })) } : spec,
    ),
  }
  const named = (v2: number[]): Levers => ({
    ...layerLevers,
    destinations: [
      { name: 'one', hosts: [host(1)] },
      { name: 'two', hosts: v2.map(host) },
    ],
    weights: [
      { place: 'here', targets: ['one', 'two'].map((destination, at) => ({ destination, weight: at * 100, key: `w.v${at + 1}` })) },
    ],
  })
  const state = { ...desiredSplit(1, 2, split), mesh }
  const askedOf = (levers: Levers) => ({
    consumers: driver.consumers(state, 'shop/reviews', [foreign(levers)]).map(({ id }) => id),
    cannot: driver.cannotTake(state, 'shop/reviews', [foreign(levers)]).length,
  })
  expect(askedOf(named([2]))).toEqual({ consumers: ['front'], cannot: 0 })
  expect(askedOf(named([]))).toEqual({ consumers: ['front'], cannot: 0 })
  // It leads to what nobody declares.
  expect(askedOf(named([9]))).toEqual({ consumers: [], cannot: 1 })
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
