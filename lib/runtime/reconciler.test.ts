import { describe, expect, it } from 'vitest'
import { Fleet } from './fleet'
import { Reconciler } from './reconciler'

function setUp() {
  const published: number[] = []
  const state = { revision: 1, reads: 0, most: 0, fails: false }
  let open: (() => void)[] = []
  const steer = {
    revision: async () => state.revision,
    mesh: {
      get: () =>
        new Promise<null>((done, fail) => {
          state.reads++
          state.most = Math.max(state.most, state.reads)
          open.push(() => {
            state.reads--
            if (state.fails) fail(new Error('the disk is full'))
            else done(null)
          })
        }),
    },
    policies: { list: async () => [] },
    faults: { list: async () => [] },
    canaries: { open: async () => [] },
  }
  const controlPlane = {
    publish: ({ revision }: { revision: number }) => void published.push(revision),
    lease: () => {},
    leaseWeights: () => {},
  }
  const reconciler = new Reconciler({ store: { steer }, controlPlane, now: () => 1 }, new Fleet())
  const letRead = async (): Promise<void> => {
    await new Promise((done) => setImmediate(done))
    for (const go of open.splice(0)) go()
    open = []
  }
  return { reconciler, published, state, letRead }
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
