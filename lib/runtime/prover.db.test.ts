import { afterEach, describe, expect, it } from 'vitest'
import { createControlPlane } from '@/lib/control-plane/xds/control-plane'
import { xdsDriver } from '@/lib/control-plane/xds/driver'
import type { ChangeState, Evidence } from '@/lib/mesh/change'
import type { Policy } from '@/lib/mesh/policy'
import type { TypeSync } from '@/lib/mesh/proxy'
import { admitChange } from '@/lib/operations/changes/admit'
import { createEnvoyReader } from '@/lib/proxies/envoy/reader'
import type { Store } from '@/lib/store/store'
import { exampleDesired, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { openTestStore, sampleChange, silent, temporaryFolder } from '@/lib/testing/temporary-store'
import { Fleet } from './fleet'
import { Prover } from './prover'
import { SplitCounter } from './split-counter'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const at = 1_800_000_000_000
const before = splitPolicy('shop/reviews', 90, 10)
const reweighted = splitPolicy('shop/reviews', 50, 50)
const signal = new AbortController().signal
const sync = (type: TypeSync['type'], status: TypeSync['status'], changedAt: number): TypeSync => ({
  type,
  status,
  sentVersion: '2',
  ackedVersion: '1',
  error: status === 'NACKED' ? (type === 'RDS' ? 'no such thing' : 'shop/payments has no such thing') : null,
  at: changedAt,
})

/** One round over one change, with what the stream of its only consumer says. */
async function prove(types: TypeSync[], after: Policy = reweighted, evidence: Evidence[] = []) {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const store = await openTestStore(folder)
  stops.push(() => store.close())
  const change = sampleChange('c1', { at, before, after, evidence, revision: 7, policyRevision: 7 })
  await store.steer.transaction((tx) => tx.changes.insert(change))
  const now = () => at + 5_000
  const controlPlane = {
    ...createControlPlane({ listen: '127.0.0.1:0', isStoreAlive: () => true, token: null, now, log: silent }),
    ...xdsDriver,
  }
  const reader = createEnvoyReader({ timeoutMs: 1_000, maxBytes: 1_000_000, now })
  stops.push(() => reader.close())
  const fleet = new Fleet()
  fleet.put(exampleSidecar('frontend-1'), at)
  fleet.connected('frontend-1', '127.0.0.1', at)
  fleet.synced('frontend-1', types, 6, 7)
  const prover = new Prover({ store, controlPlane, reader, log: silent, now, random: () => 0 }, fleet, {
    desired: () => exampleDesired(7, exampleMesh(), [after]),
    targetOf: () => ({ ok: false, problem: null }),
    split: new SplitCounter(),
    passage: () => ({ sentWith: 0 }),
  })
  await prover.round(now(), signal)
  const stored = await store.steer.changes.get('c1')
  return { state: stored?.state, row: stored?.evidence[0] }
}

describe('a change that a proxy has not wholly acknowledged', () => {
  it('is rejected by a refusal of what it sends', async () => {
    const { state, row } = await prove([sync('CDS', 'SYNCED', at - 9_000), sync('RDS', 'NACKED', at + 100)])
    expect(state).toBe('rejected')
    expect(row?.reason).toContain('RDS: ')
  })

  it('is accepted where its own types are, though a cluster of another service is refused', async () => {
    const { state, row } = await prove([sync('CDS', 'NACKED', at + 50), sync('RDS', 'SYNCED', at + 100)])
    expect(state).toBe('applying')
    expect(row?.stage).toBe('accepted')
  })

  it('keeps what it had accepted where a later answer of the same type is refused', async () => {
    const accepted: Evidence = { proxyId: 'frontend-1', stage: 'accepted', at: { stored: at, accepted: at + 50 } }
    const { state, row } = await prove([sync('RDS', 'NACKED', at + 100)], reweighted, [accepted])
    expect(state).toBe('applying')
    expect(row?.stage).toBe('accepted')
  })

  it('is not rejected by words about another service only', async () => {
    const { row } = await prove([sync('CDS', 'NACKED', at + 100)], { ...reweighted, destination: { outlier: { consecutive5xx: 3 } } })
    expect(row).toMatchObject({ stage: 'stored', reason: 'not acknowledged yet; refused is CDS: shop/payments has no such thing' })
  })

  it('waits, and says what is refused, where the refusal is older or of something else', async () => {
    const { row } = await prove([sync('CDS', 'NACKED', at + 50), sync('RDS', 'STALE', at - 100)])
    expect(row).toMatchObject({ stage: 'stored', reason: 'not acknowledged yet; refused is CDS: shop/payments has no such thing' })
    const older = await prove([sync('RDS', 'NACKED', at - 100)])
    expect(older.row?.stage).toBe('stored')
  })
})

describe('a change that is not in force yet', () => {
  /** One round with nobody connected, over a change of shop/reviews that a mesh of this revision holds or not; `meanwhile` comes between reading and writing. */
  async function close(
    revision: number,
    policies: Policy[],
    meanwhile: (store: Store) => Promise<void> = async () => {},
    state: ChangeState = 'pending',
  ) {
    const { folder, remove } = temporaryFolder()
    stops.push(remove)
    const store = await openTestStore(folder)
    stops.push(() => store.close())
    await store.steer.transaction(async (tx) => {
      const policyRevision = (await tx.policies.replace(reweighted, 0)) ?? 0
      await tx.changes.insert(sampleChange('c1', { at, before, after: reweighted, revision: 7, policyRevision, state }))
    })
    const { changes } = store.steer
    const open = changes.open.bind(changes)
    changes.open = async () => {
      const found = await open()
      await meanwhile(store)
      return found
    }
    const now = () => at + 5_000
    const reader = createEnvoyReader({ timeoutMs: 1_000, maxBytes: 1_000_000, now })
    stops.push(() => reader.close())
    const controlPlane = {
      ...createControlPlane({ listen: '127.0.0.1:0', isStoreAlive: () => true, token: null, now, log: silent }),
      ...xdsDriver,
    }
    const prover = new Prover({ store, controlPlane, reader, log: silent, now, random: () => 0 }, new Fleet(), {
      desired: () => exampleDesired(revision, exampleMesh(), policies),
      targetOf: () => ({ ok: false, problem: null }),
      split: new SplitCounter(),
      passage: () => ({ sentWith: 0 }),
    })
    await prover.round(now(), signal)
    return await store.steer.changes.get('c1')
  }

  it('is superseded when its service has left the mesh, and says so', async () => {
    const change = await close(8, [splitPolicy('shop/ledger', 100, 0)])
    expect(change?.state).toBe('superseded')
    expect(change?.evidence[0]?.reason).toBe('shop/reviews has left the mesh')
  })

  it('stays open where what is read of the mesh is older than it', async () => {
    expect((await close(6, [splitPolicy('shop/ledger', 100, 0)]))?.state).toBe('pending')
  })

  it('keeps what a first proxy accepted while a later edit was about to close it', async () => {
    const admit = (store: Store) => {
      const operations = {
        store,
        driver: xdsDriver,
        actor: 'test',
        staticProxies: [],
        scrapeIntervalMs: 1_000,
        now: () => at,
        newId: () => 'id',
      }
      return admitChange(operations, { service: 'shop/reviews', policyRevision: 1, proxyId: 'frontend-1' })
    }
    const change = await close(8, [reweighted], admit, 'applying')
    expect(change?.state).toBe('applying')
    expect(change?.evidence[0]).toMatchObject({ stage: 'accepted', at: { accepted: at } })
  })
})
