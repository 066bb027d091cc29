import { describe, expect, it } from 'vitest'
import type { LeasedWeights } from '@/lib/control-plane/control-plane'
import type { StoredPolicy } from '@/lib/mesh/policy'
import type { StoredMesh } from '@/lib/store/store'
import { exampleMesh } from '@/lib/testing/example-mesh'
import { samplePolicy } from '@/lib/testing/temporary-store'
import { Fleet } from './fleet'
import { Reconciler } from './reconciler'

function setUp() {
  const published: number[] = []
  const state: { revision: number; reads: number; most: number; fails: boolean; policies: StoredPolicy[]; mesh: StoredMesh | null } = {
    revision: 1,
    reads: 0,
    most: 0,
    fails: false,
    policies: [],
    mesh: null,
  }
  const leased: (readonly LeasedWeights[])[] = []
  let open: (() => void)[] = []
  const steer = {
    revision: async () => state.revision,
    mesh: {
      get: () =>
        new Promise<StoredMesh | null>((done, fail) => {
          state.reads++
          state.most = Math.max(state.most, state.reads)
          open.push(() => {
            state.reads--
            if (state.fails) fail(new Error('the disk is full'))
            else done(state.mesh)
          })
        }),
    },
    policies: { list: async () => state.policies },
    faults: { list: async () => [] },
    canaries: { open: async () => [] },
  }
  const controlPlane = {
    publish: ({ revision }: { revision: number }) => void published.push(revision),
    lease: () => {},
    leaseWeights: (weights: readonly LeasedWeights[]) => void leased.push(weights),
  }
  const reconciler = new Reconciler({ store: { steer }, controlPlane, now: () => 1 }, new Fleet())
  const letRead = async (): Promise<void> => {
    await new Promise((done) => setImmediate(done))
    for (const go of open.splice(0)) go()
    open = []
  }
  return { reconciler, published, leased, state, letRead }
}

describe('publishing the desired state', () => {
  it('is done one at a time, and what is asked for meanwhile is one more run that sees it', async () => {
    const { reconciler, published, state, letRead } = setUp()
    const first = reconciler.reconcile()
    await letRead()
    await first
    const slow = reconciler.reconcile()
    const others = [reconciler.reconcile(), reconciler.reconcile()]
    await new Promise((done) => setImmediate(done))
    state.revision = 2
    for (let i = 0; i < 4; i++) await letRead()
    await Promise.all([slow, ...others])
    expect(state.most).toBe(1)
    expect(published.at(0)).toBe(1)
    expect(published.at(-1)).toBe(2)
    expect(published).toHaveLength(3)
    expect(reconciler.desired()?.revision).toBe(2)
  })

  it('does not take back what a canary has moved ahead of it, and publishes only what was read after that', async () => {
    const { reconciler, published, leased, state, letRead } = setUp()
    const overlay = { id: 'c1', service: 'shop/reviews', version: 'v2', baseline: 'v1', weightPercent: 10, mode: 'lease' as const }
    state.mesh = { document: exampleMesh(), revision: 1 }
    state.policies = [{ policy: samplePolicy(), revision: 1 }]
    const first = reconciler.reconcile()
    await letRead()
    await first
    const older = reconciler.reconcile()
    await new Promise((done) => setImmediate(done))
    reconciler.moveAhead(overlay, 2)
    expect(reconciler.desired()?.canaries).toEqual([overlay])
    await letRead()
    state.revision = 2
    for (let i = 0; i < 4; i++) await letRead()
    await older
    expect(published).toEqual([1, 2])
    expect(leased.map((weights) => weights.length)).toEqual([0, 1, 0])
    reconciler.moveAhead(overlay, 2)
    expect(leased).toHaveLength(3)
  })

  it('goes on after a run that failed', async () => {
    const { reconciler, published, state, letRead } = setUp()
    state.fails = true
    const failing = expect(reconciler.reconcile()).rejects.toThrow('the disk is full')
    const next = reconciler.reconcile()
    await letRead()
    await failing
    state.fails = false
    await letRead()
    await next
    expect(published).toEqual([1])
  })
})
