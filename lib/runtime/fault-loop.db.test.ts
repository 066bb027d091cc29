import { afterEach, describe, expect, it } from 'vitest'
import { xdsDriver } from '@/lib/control-plane/xds/driver'
import type { Fault } from '@/lib/mesh/fault'
import type { ProxyReader } from '@/lib/proxies/proxy-reader'
import { exampleDesired, exampleFault, exampleMesh, exampleSidecar } from '@/lib/testing/example-mesh'
import { openTestStore, silent, temporaryFolder } from '@/lib/testing/temporary-store'
import { FaultLoop } from './fault-loop'
import { Fleet } from './fleet'
import { RecentWindows } from './recent-windows'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const began = 1_800_000_000_000
const signal = new AbortController().signal
const evidence: Fault['evidence'] = [
  { proxyId: 'a', stage: 'observed', at: { stored: began, accepted: began + 100, loaded: began + 200, observed: began + 6_000 } },
]
const spec = { service: 'shop/reviews', abort: { percent: 20, httpStatus: 503 } }
const running = (more: Partial<Fault> = {}): Fault => ({
  ...exampleFault('f1', spec, began),
  endsAt: began + 600_000,
  injected: { aborts: 300, delays: 0, abortsPerSecond: 20, delaysPerSecond: 0 },
  evidence,
  ...more,
})

async function setUp(faults: Fault[], { lastAliveAt, now }: { lastAliveAt: number; now: number }) {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const store = await openTestStore(folder)
  stops.push(() => store.close())
  await store.steer.transaction(async (tx) => {
    for (const fault of faults) await tx.faults.insert(fault)
  })
  const fleet = new Fleet()
  fleet.put(exampleSidecar('a'), began)
  const state = { now, isStoreAlive: true, isPublished: false, leased: [] as string[], reads: 0 }
  let readFaults: ProxyReader['readFaults'] = async () => {
    state.reads++
    const problem = { kind: 'unreachable' as const, message: 'nothing listens there', at: state.now }
    return { ok: false, problem, at: state.now }
  }
  const desired = exampleDesired(1, exampleMesh(), [], faults)
  const lease = (leased: Fault[]): void => {
    state.leased = leased.map(({ id }) => id)
  }
  const hang = (): void => {
    readFaults = () => new Promise(() => state.reads++)
  }
  const ctx = {
    store,
    log: silent,
    now: () => state.now,
    controlPlane: { ...xdsDriver, lease },
    reader: {
      readFaults: (...args: Parameters<ProxyReader['readFaults']>) => readFaults(...args),
      readInjections: async () => ({ ok: true as const, value: { byDestination: [], limits: 0, overflows: 0 }, at: state.now }),
    },
  }
  const sources = {
    reconciler: { desired: () => (state.isPublished ? desired : null), reconcile: async () => {} },
    recent: new RecentWindows(5_000),
    targetOf: () => ({ ok: true as const, target: { id: 'a', url: 'http://127.0.0.1:1', kind: 'envoy' as const } }),
    isStoreAlive: () => state.isStoreAlive,
    readSoon: () => {},
    onRead: () => {},
  }
  const loop = new FaultLoop(ctx, fleet, sources, lastAliveAt)
  const stored = async (id = 'f1') => {
    const fault = await store.steer.faults.get(id)
    if (!fault) throw new Error('a fault')
    return fault
  }
  const roundAt = async (at: number): Promise<void> => {
    state.now = at
    await loop.round(at, signal)
  }
  return { loop, state, stored, roundAt, hang }
}

describe('faults over a restart', () => {
  it('that was short keep their state, times and evidence, also before their proxies are back', async () => {
    const now = began + 60_000
    const { loop, state, stored, roundAt } = await setUp([running()], { lastAliveAt: now - 4_000, now })
    await loop.expireAtStart(now)
    expect(await stored()).toEqual(running())
    state.isPublished = true
    await roundAt(now + 500)
    const fault = await stored()
    expect(fault.state).toBe('injecting')
    expect(fault.evidence[0]).toMatchObject({ stage: 'observed', at: evidence[0]?.at })
    expect(fault.injected.aborts).toBe(300)
    expect(state.leased).toEqual(['f1'])
  })

  it('are expired by the absence itself, however young they are, and their removal is still to be proved', async () => {
    const now = began + 12_000
    const { loop, state, stored, roundAt } = await setUp([running()], { lastAliveAt: now - 11_000, now })
    await loop.expireAtStart(now)
    expect(await stored()).toMatchObject({ state: 'removing', stopping: { outcome: 'expired' }, outcome: null })
    expect((await stored()).evidence[0]?.at).toEqual(evidence[0]?.at)
    state.isPublished = true
    await roundAt(now + 500)
    expect(state.leased).toEqual([])
    expect((await stored()).state).toBe('removing')
  })

  it('that are on their way out stay so until this Outrider has looked, however old they are', async () => {
    const stopping = { outcome: 'stopped' as const, actor: 'ada', reason: 'enough', at: began + 10_000 }
    const removing = running({ state: 'removing', stopping })
    const now = began + 60_000
    const { loop, state, stored, roundAt } = await setUp([removing], { lastAliveAt: now - 4_000, now })
    await loop.expireAtStart(now)
    expect(await stored()).toEqual(removing)
    state.isPublished = true
    await roundAt(now + 500)
    expect((await stored()).state).toBe('removing')
    await roundAt(now + 26_000)
    expect(await stored()).toMatchObject({ state: 'ended', outcome: 'stopped' })
  })
})

describe('the fault loop', () => {
  it('says expired of exactly those whose values ended while this process stood still, however short that was', async () => {
    const now = began + 60_000
    const other = running({ id: 'f2', service: 'shop/ledger' })
    const { loop, state, stored, roundAt } = await setUp([running(), other], { lastAliveAt: now - 1_000, now })
    await loop.expireAtStart(now)
    state.isPublished = true
    await roundAt(now + 1_000)
    loop.onLeaseLost({ faults: ['f1'], canaries: [], unrenewedMs: 15_400 })
    await roundAt(now + 12_000)
    expect(await stored()).toMatchObject({
      state: 'removing',
      stopping: { outcome: 'expired', reason: 'Outrider was away for 15 s: the proxies ended the fault by themselves' },
    })
    expect((await stored('f2')).stopping).toBeNull()
    await roundAt(now + 13_000)
    expect(state.leased).toEqual(['f2'])
  })

  it('says expired when the store was not well for longer than a lease lasts', async () => {
    const now = began + 60_000
    const { loop, state, stored, roundAt } = await setUp([running()], { lastAliveAt: now - 1_000, now })
    await loop.expireAtStart(now)
    state.isPublished = true
    await roundAt(now + 1_000)
    state.isStoreAlive = false
    await roundAt(now + 10_000)
    expect((await stored()).stopping).toBeNull()
    await roundAt(now + 17_000)
    expect((await stored()).stopping?.outcome).toBe('expired')
    expect(state.leased).toEqual([])
  })

  it('ends a fault in time although a proxy hangs when it is read back', async () => {
    const now = began + 60_000
    const { loop, state, stored, roundAt, hang } = await setUp([running({ endsAt: now + 2_000 })], { lastAliveAt: now - 1_000, now })
    await loop.expireAtStart(now)
    state.isPublished = true
    hang()
    await roundAt(now + 1_000)
    await roundAt(now + 2_000)
    expect(await stored()).toMatchObject({ state: 'removing', stopping: { outcome: 'completed' } })
    expect(state.reads).toBe(1)
  })
})
