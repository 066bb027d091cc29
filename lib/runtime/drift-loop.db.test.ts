import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { xdsDriver } from '@/lib/control-plane/xds/driver'
import { exampleDesired, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { DriftLoop } from './drift-loop'
import { Fleet } from './fleet'

const service = 'shop/reviews'
const signal = new AbortController().signal
const began = 1_800_000_000_000
let context: TestContext
beforeEach(async () => {
  context = await testContext()
})
afterEach(() => context.close())

/** A proxy that splits 50/50 where its policy says 90/10, and what is read of it. */
function setUpRoutes() {
  const asked = splitPolicy(service, 90, 10)
  const state = { desired: exampleDesired(1, exampleMesh(), [asked]), held: new Set<string>(), now: began }
  const fleet = new Fleet()
  fleet.put(exampleSidecar('frontend-1'), began)
  fleet.connected('frontend-1', '127.0.0.1', began)
  fleet.synced('frontend-1', [], 1, 1)
  const read = <T>(value: T) => Promise.resolve({ ok: true as const, value, at: state.now })
  const reader = {
    readDrift: () => read({ overrides: new Map<string, string>(), hasControlPlane: true, readouts: 'the same', injecting: [] }),
    readReadouts: () => read('the same'),
    readOverrides: () => read(new Map<string, string>()),
    readPolicies: () => read(new Map([[service, splitPolicy(service, 50, 50)]])),
    clearOverride: () => read(true as const),
  }
  const controlPlane = { ...xdsDriver, resend: () => true }
  const target = { id: 'frontend-1', url: 'http://127.0.0.1:1', kind: 'envoy' as const }
  const loop = new DriftLoop({ store: context.web.store, reader, controlPlane, now: () => state.now }, fleet, {
    desired: () => state.desired,
    targetOf: () => ({ ok: true, target }),
    heldServices: () => state.held,
  })
  const roundAfter = async (ms: number) => {
    state.now += ms
    await loop.round(state.now, signal)
    return (await context.web.store.steer.drift.list()).map(({ policyRevision }) => policyRevision)
  }
  return { state, asked, roundAfter }
}

describe('drift whose policy is edited', () => {
  it('is compared with the edit, although the proxy shows no other version than before', async () => {
    const { state, asked, roundAfter } = setUpRoutes()
    expect(await roundAfter(0)).toEqual([])
    expect(await roundAfter(3_100)).toEqual([1])
    state.desired = {
      ...state.desired,
      policies: [{ policy: { ...asked, destination: { circuitBreaker: { maxRequests: 9 } } }, revision: 2 }],
    }
    await roundAfter(1_000)
    expect(await roundAfter(3_100)).toEqual([2])
  })

  it('is looked for while an edit of another service is held back', async () => {
    const { state, roundAfter } = setUpRoutes()
    state.held = new Set(['shop/ledger'])
    await roundAfter(0)
    expect(await roundAfter(3_100)).toEqual([1])
  })

  it('is not looked for while the edit is held back, nor called gone, and looked for once it is not, though nothing else moved', async () => {
    const { state, roundAfter } = setUpRoutes()
    state.held = new Set([service])
    await roundAfter(0)
    expect(await roundAfter(60_000)).toEqual([])
    state.held = new Set()
    await roundAfter(10_100)
    expect(await roundAfter(3_100)).toEqual([1])
    state.held = new Set([service])
    expect(await roundAfter(3_600_100)).toEqual([1])
  })
})

describe('drift that was asked to be overwritten', () => {
  /** An override of the admin layer, found and stored; `page` is what its proxy does. */
  async function setUp() {
    let now = began
    const page = { holds: true, answers: true, obeys: false }
    const fleet = new Fleet()
    fleet.put(exampleSidecar('frontend-1'), began)
    fleet.connected('frontend-1', '127.0.0.1', began)
    const unreachable = { ok: false as const, problem: { kind: 'unreachable' as const, message: 'nothing listens', at: began }, at: began }
    const read = async <T>(value: T) => (page.answers ? { ok: true as const, value, at: now } : unreachable)
    const overrides = () => new Map(page.holds ? [['some.key', '7']] : [])
    const cleared: string[] = []
    const reader = {
      readDrift: () => read({ overrides: overrides(), hasControlPlane: true, readouts: 'the same', injecting: [] }),
      readReadouts: () => read('the same'),
      readOverrides: () => read(overrides()),
      readPolicies: () => read(new Map()),
      clearOverride: async (_: unknown, key: string) => {
        cleared.push(key)
        if (page.obeys) page.holds = false
        return { ok: true as const, value: true as const, at: now }
      },
    }
    const desired = exampleDesired(1, exampleMesh())
    const { store } = context.web
    const loop = new DriftLoop({ store, reader, controlPlane: { ...xdsDriver, resend: () => true }, now: () => now }, fleet, {
      desired: () => desired,
      targetOf: () => ({ ok: true, target: { id: 'frontend-1', url: 'http://127.0.0.1:1', kind: 'envoy' } }),
      heldServices: () => new Set(),
    })
    const roundAfter = async (ms: number) => {
      now += ms
      await loop.round(now, signal)
      return (await store.steer.drift.list()).at(0)
    }
    await roundAfter(0)
    const drift = await roundAfter(3_100)
    if (!drift) throw new Error('nothing was found')
    const ask = () =>
      store.steer.transaction((tx) => tx.drift.put({ ...drift, asked: { actor: 'ada', reason: 'away', at: now, problem: null } }))
    await ask()
    return { page, cleared, roundAfter, ask }
  }

  it('is said to be found still only once somebody has looked for it', async () => {
    const { page, cleared, roundAfter, ask } = await setUp()
    page.answers = false
    expect((await roundAfter(100))?.asked?.problem).toBeNull()
    expect((await roundAfter(10_000))?.asked?.problem).toBeNull()
    page.answers = true
    expect((await roundAfter(4_000))?.asked?.problem).toBe('it was sent, and is still found')
    expect(cleared).toEqual(['some.key'])
    page.obeys = true
    await ask()
    expect(await roundAfter(1_000)).toBeUndefined()
    expect(cleared).toHaveLength(2)
  })

  it('is given the time that the proxy needs to take it', async () => {
    const { roundAfter } = await setUp()
    expect((await roundAfter(100))?.asked?.problem).toBeNull()
    expect((await roundAfter(3_100))?.asked?.problem).toBe('it was sent, and is still found')
  })

  it('is said not to have been looked for where its proxy cannot be read', async () => {
    const { page, roundAfter } = await setUp()
    page.answers = false
    await roundAfter(100)
    expect((await roundAfter(61_000))?.asked?.problem).toBe('it was sent; whether it is still there could not be read')
  })
})
