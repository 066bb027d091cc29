import { expect, it } from 'vitest'
import type { Refusal } from '@/lib/control-plane/control-plane'
import type { Change } from '@/lib/mesh/change'
import { exampleDesired, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { silent } from '@/lib/testing/temporary-store'
import { Fleet } from './fleet'
import { Prover } from './prover'
import type { RuntimeContext } from './runtime-context'
import { SplitCounter } from './split-counter'

const change: Change = {
  id: 'c',
  service: 'shop/reviews',
  actor: 'ada',
  reason: 'a test',
  at: 1,
  before: splitPolicy('shop/reviews', 100, 0),
  after: splitPolicy('shop/reviews', 70, 30),
  policyRevision: 2,
  revision: 5,
  sentence: '',
  state: 'applying',
  undoes: null,
  undoneBy: null,
  inForce: { loaded: 1, observed: 0, total: 2 },
  evidence: [
    { proxyId: 'own', stage: 'loaded', at: { stored: 1, accepted: 2, loaded: 3 } },
    { proxyId: 'front', stage: 'stored', at: { stored: 1 } },
  ],
}

it('a change is no more in force, nor said to be not supported, where a caller that could not take it can again', async () => {
  const fleet = new Fleet()
  for (const id of ['own', 'front']) {
    fleet.put(exampleSidecar(id, 'shop/frontend', { isStatic: id === 'front' }), null)
    fleet.connected(id, '127.0.0.1', 1)
  }
  const desired = { ...exampleDesired(5, exampleMesh(), [change.after]), policies: [{ policy: change.after, revision: 2 }] }
  let stored = change
  let cannot: Refusal[] = [{ proxyId: 'front', reason: 'its routes name one destination' }]
  const consumers = ['own', 'front'].map((id) => ({ id, why: 'it calls it' }))
  const tx = { changes: { get: async () => stored, update: async (next: Change) => void Object.assign(stored, next) } }
  stored = { ...change }
  // Of the whole context the prover uses these alone.
  const ctx = {
    controlPlane: { consumers: () => consumers, cannotTake: () => cannot, compare: () => [] },
    store: {
      steer: { changes: { open: async () => [structuredClone(stored)] }, transaction: (work: (of: typeof tx) => unknown) => work(tx) },
    },
    reader: {},
    now: () => 10,
    log: silent,
  } as unknown as RuntimeContext
  const prover = new Prover(ctx, fleet, {
    desired: () => desired,
    targetOf: () => ({ ok: false, problem: null }),
    split: new SplitCounter(),
    passage: () => ({ sentWith: 0 }),
  })
  const { signal } = new AbortController()
  const frontStage = () => stored.evidence.find(({ proxyId }) => proxyId === 'front')?.stage
  await prover.round(10, signal)
  expect([stored.state, frontStage(), stored.inForce]).toEqual(['in_force', 'unsupported', { loaded: 1, observed: 0, total: 1 }])
  cannot = []
  await prover.round(20, signal)
  expect([stored.state, frontStage(), stored.inForce]).toEqual(['applying', 'stored', { loaded: 1, observed: 0, total: 2 }])
})
