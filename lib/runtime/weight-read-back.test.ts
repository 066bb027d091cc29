import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exampleSidecar } from '@/lib/testing/example-mesh'
import { silent } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'
import { Fleet } from './fleet'
import { WeightReadBack } from './weight-read-back'

let abort = new AbortController()
beforeEach(() => {
  abort = new AbortController()
})
afterEach(() => abort.abort())

function setUp() {
  const fleet = new Fleet()
  fleet.put(exampleSidecar('frontend-1'), null)
  const member = fleet.list()[0]
  if (!member) throw new Error('a member')
  const state = { reads: 0, heard: 0, finish: [] as (() => void)[], isHanging: false, aheadMs: 0 }
  const reader = {
    readWeights: async () => {
      state.reads++
      if (state.isHanging) await new Promise<void>((done) => state.finish.push(done))
      return { ok: true as const, value: new Map(), at: Date.now() }
    },
  }
  const targetOf = () => ({ ok: true as const, target: { kind: 'envoy' as const, id: 'frontend-1', url: 'http://127.0.0.1:1' } })
  const readBack = new WeightReadBack(
    { reader, log: silent, now: () => Date.now() + state.aheadMs },
    { targetOf, onRead: () => void state.heard++ },
  )
  const want = (urgent: string[]) => readBack.want({ members: [member], urgent: new Set(urgent), tcpServices: new Set() }, abort.signal)
  return { readBack, state, want }
}

describe('reading weights back', () => {
  it('goes on by itself while it is urgent, without being asked again', async () => {
    const { state, want } = setUp()
    want(['frontend-1'])
    await waitFor('three reads', () => state.reads >= 3, 5_000)
    expect(state.heard).toBeGreaterThanOrEqual(2)
  })

  it('comes at once when the proxy has taken something, and once more where it was being read meanwhile', async () => {
    const { readBack, state, want } = setUp()
    state.isHanging = true
    want(['frontend-1'])
    expect(state.reads).toBe(1)
    readBack.readSoon('frontend-1')
    expect(state.reads).toBe(1)
    state.isHanging = false
    for (const done of state.finish.splice(0)) done()
    await waitFor('the second read', () => state.reads === 2, 1_000)
    readBack.readSoon('frontend-2')
    want([])
    readBack.readSoon('frontend-1')
    expect(state.reads).toBe(2)
  })

  it('waits for no clock that was set back', async () => {
    const { state, want } = setUp()
    state.aheadMs = 600_000
    want([])
    await waitFor('the first read', () => state.heard === 1, 1_000)
    state.aheadMs = 0
    want([])
    await waitFor('the second read', () => state.heard === 2, 1_000)
  })
})
