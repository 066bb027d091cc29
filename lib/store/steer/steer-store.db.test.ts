import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fault } from '@/lib/mesh/fault'
import type { Policy } from '@/lib/mesh/policy'
import { openTestStore, sampleChange, samplePolicy, temporaryFolder } from '@/lib/testing/temporary-store'
import type { Store } from '../store'

const place = { folder: '', remove: () => {} }
let store: Store
beforeEach(async () => {
  Object.assign(place, temporaryFolder())
  store = await openTestStore(place.folder)
})
afterEach(async () => {
  await store.close()
  place.remove()
})

describe('policies', () => {
  it('start at revision 1 and are replaced only at the revision they were read at', async () => {
    expect(await store.steer.policies.replace(samplePolicy(90), 0)).toBe(1)
    expect(await store.steer.policies.replace(samplePolicy(10), 0)).toBeNull()
    expect(await store.steer.policies.replace(samplePolicy(50), 1)).toBe(2)
    expect(await store.steer.policies.replace(samplePolicy(40), 1)).toBeNull()
    expect(await store.steer.policies.get('shop/reviews')).toEqual({ policy: samplePolicy(50), revision: 2 })
  })

  it('come back with every feature they were stored with, also one the store does not know', async () => {
    const [rule] = samplePolicy(90).rules
    if (!rule) throw new Error('the sample has a rule')
    const policy: Policy = {
      service: 'shop/reviews',
      rules: [
        {
          ...rule,
          name: 'slow',
          match: { path: { regex: '/a.*' }, queryParams: [{ name: 'q', exact: '1' }] },
          rateLimit: { requests: 5, per: '1s' },
        },
        { ...rule, retry: { attempts: 2, on: ['5xx'], backoff: { base: '25ms' } }, stickiness: { source: true } },
      ],
      destination: { loadBalancing: 'maglev', hashKey: { header: 'x-user' }, slowStart: { window: '30s' } },
    }
    await store.steer.policies.replace(policy, 0)
    expect((await store.steer.policies.get('shop/reviews'))?.policy).toEqual(policy)
    await store.steer.changes.insert(sampleChange('c1', { before: policy, after: policy }))
    expect(await store.steer.changes.get('c1')).toMatchObject({ before: policy, after: policy })
  })

  it('keep a stale edit stale after a removal and a new start', async () => {
    await store.steer.policies.replace(samplePolicy(90), 0)
    await store.steer.policies.remove('shop/reviews')
    expect(await store.steer.policies.get('shop/reviews')).toBeNull()
    expect(await store.steer.policies.list()).toEqual([])
    expect(await store.steer.policies.replace(samplePolicy(10), 1)).toBeNull()
    expect(await store.steer.policies.replace(samplePolicy(10), 0)).toBe(2)
  })

  it('let exactly one of two editors win each round, over 200 rounds at once', async () => {
    await store.steer.policies.replace(samplePolicy(0), 0)
    let wins = 0
    for (let round = 0; round < 200; round++) {
      const edit = (weight: number) =>
        store.steer.transaction(async (tx) => {
          const revision = await tx.policies.replace(samplePolicy(weight), round + 1)
          if (revision !== null) await tx.raiseRevision()
          return revision
        })
      const answers = await Promise.all([edit(round % 101), edit((round + 1) % 101)])
      expect(answers.filter((revision) => revision === round + 2)).toHaveLength(1)
      wins += answers.filter((revision) => revision !== null).length
    }
    expect(wins).toBe(200)
    expect(await store.steer.revision()).toBe(200)
  })
})

describe('a transaction', () => {
  it('leaves nothing behind when its work throws', async () => {
    const work = store.steer.transaction(async (tx) => {
      await tx.policies.replace(samplePolicy(90), 0)
      await tx.raiseRevision()
      throw new Error('refused')
    })
    await expect(work).rejects.toThrow('refused')
    expect(await store.steer.policies.list()).toEqual([])
    expect(await store.steer.revision()).toBe(0)
  })

  it('is invisible to readers until it is committed', async () => {
    await store.steer.transaction(async (tx) => {
      await tx.policies.replace(samplePolicy(90), 0)
      expect(await store.steer.policies.get('shop/reviews')).toBeNull()
      expect((await tx.policies.get('shop/reviews'))?.revision).toBe(1)
    })
    expect((await store.steer.policies.get('shop/reviews'))?.revision).toBe(1)
  })

  it('refuses a second one inside itself instead of waiting for ever', async () => {
    const nested = store.steer.transaction(async () => store.steer.policies.replace(samplePolicy(90), 0))
    await expect(nested).rejects.toThrow('inside a transaction')
  })

  it('gives a tx that is worthless afterwards', async () => {
    const tx = await store.steer.transaction(async (given) => given)
    await expect(tx.policies.list()).rejects.toThrow('the transaction is over')
  })
})

describe('changes', () => {
  it('come back as they were stored, newest first, evidence only when asked for', async () => {
    await store.steer.changes.insert(sampleChange('a', { before: null }))
    await store.steer.changes.insert(sampleChange('b', { at: 1_800_000_000_001, service: 'shop/cart' }))
    expect(await store.steer.changes.get('a')).toEqual(sampleChange('a', { before: null }))
    const listed = await store.steer.changes.list({ limit: 10 })
    expect(listed.map((change) => [change.id, change.evidence.length])).toEqual([
      ['b', 0],
      ['a', 0],
    ])
    expect(await store.steer.changes.list({ limit: 10, service: 'shop/reviews', withEvidence: true })).toEqual([
      sampleChange('a', { before: null }),
    ])
    expect(await store.steer.changes.list({ limit: 10, since: 1_800_000_000_001 })).toHaveLength(1)
  })

  it('never change what they did, only how far it got', async () => {
    await store.steer.changes.insert(sampleChange('a'))
    await store.steer.changes.update(
      sampleChange('a', { reason: 'another', state: 'in_force', undoneBy: 'z', inForce: { loaded: 1, observed: 1, total: 1 } }),
    )
    expect(await store.steer.changes.get('a')).toMatchObject({
      reason: 'a try',
      state: 'in_force',
      undoneBy: 'z',
      inForce: { loaded: 1, observed: 1, total: 1 },
    })
  })

  it('are open while unproved, and a day long while refused somewhere or not observed everywhere', async () => {
    const at = Date.now()
    const partly = { loaded: 2, observed: 1, total: 2 }
    await store.steer.changes.insert(sampleChange('pending', { at: 5 }))
    await store.steer.changes.insert(sampleChange('unobserved', { at, state: 'in_force', inForce: partly }))
    await store.steer.changes.insert(sampleChange('old', { at: at - 90_000_000, state: 'in_force', inForce: partly }))
    await store.steer.changes.insert(sampleChange('done', { at, state: 'in_force', inForce: { loaded: 2, observed: 2, total: 2 } }))
    await store.steer.changes.insert(sampleChange('refused', { at, state: 'rejected' }))
    await store.steer.changes.insert(sampleChange('refused long ago', { at: at - 90_000_000, state: 'rejected' }))
    await store.steer.changes.insert(sampleChange('superseded', { at, state: 'superseded' }))
    expect((await store.steer.changes.open()).map((change) => change.id)).toEqual(['pending', 'refused', 'unobserved'])
  })
})

const fault: Fault = {
  id: 'f1',
  service: 'shop/ratings',
  version: 'v1',
  caller: 'shop/reviews',
  abort: { percent: 20, httpStatus: 503 },
  durationSeconds: 300,
  reason: 'does it fall back?',
  guards: [{ service: 'shop/frontend', metric: 'errorRatio', above: 0.05 }],
  actor: 'ada',
  at: 1,
  state: 'injecting',
  stateReason: null,
  outcome: null,
  endsAt: 300_001,
  endedAt: null,
  revision: 3,
  stopping: null,
  planned: { abortsPerSecond: 2, delaysPerSecond: 0 },
  injected: { abortsPerSecond: 1.5, delaysPerSecond: 0, aborts: 3, delays: 0 },
  evidence: [{ proxyId: 'reviews-1', stage: 'accepted', at: { stored: 1, accepted: 2 }, reason: 'not loaded yet' }],
}

describe('faults', () => {
  it('come back as they were stored and are listed by activity', async () => {
    await store.steer.faults.insert(fault)
    await store.steer.faults.insert({ ...fault, id: 'f0', state: 'ended', outcome: 'completed' })
    expect(await store.steer.faults.get('f1')).toEqual(fault)
    expect((await store.steer.faults.list({ active: true, limit: 9 })).map((one) => one.id)).toEqual(['f1'])
    expect((await store.steer.faults.list({ active: false, limit: 9 })).map((one) => one.id)).toEqual(['f0'])
    await store.steer.faults.update({ ...fault, state: 'removing' })
    expect((await store.steer.faults.list({ service: 'shop/ratings', limit: 9 }))[0]).toEqual({ ...fault, state: 'removing' })
  })

  it('are locked and released', async () => {
    expect(await store.steer.faults.lock()).toBeNull()
    const lock = { locked: true, reason: 'stop', actor: 'ada', at: 5 }
    await store.steer.faults.setLock(lock)
    await store.steer.faults.setLock({ ...lock, at: 6 })
    expect(await store.steer.faults.lock()).toEqual({ ...lock, at: 6 })
    await store.steer.faults.setLock(null)
    expect(await store.steer.faults.lock()).toBeNull()
  })
})

describe('the smaller tables', () => {
  it('keep mesh, registrations, values and positions', async () => {
    const document = {
      services: [
        {
          name: 'shop/cart',
          protocol: 'http' as const,
          hosts: ['cart'],
          versions: [{ name: 'v1', endpoints: [{ address: '::1', port: 1 }] }],
        },
      ],
      gateways: [],
    }
    expect(await store.steer.mesh.get()).toBeNull()
    expect(await store.steer.mesh.put(document)).toEqual({ document, revision: 1 })
    expect(await store.steer.mesh.put(document)).toEqual({ document, revision: 2 })
    expect(await store.steer.mesh.get()).toEqual({ document, revision: 2 })

    const endpoint = { address: '127.0.0.1', port: 2 }
    const identity = {
      id: 'cart-1',
      kind: 'envoy' as const,
      role: 'sidecar' as const,
      service: 'shop/cart',
      version: 'v1',
      adminUrl: null,
      inbound: endpoint,
      outbound: null,
      app: null,
      tcp: { 'shop/ledger': endpoint },
      simulated: false,
      isStatic: false,
      build: null,
    }
    await store.steer.registrations.put(identity)
    await store.steer.registrations.put({ ...identity, build: '1.40.0' })
    expect(await store.steer.registrations.list()).toEqual([{ ...identity, build: '1.40.0' }])
    await store.steer.registrations.remove('cart-1')
    expect(await store.steer.registrations.list()).toEqual([])

    expect(await store.steer.values.get('xds')).toBeNull()
    await store.steer.values.put('xds', '1')
    await store.steer.values.put('xds', '2')
    expect(await store.steer.values.get('xds')).toBe('2')
    const hostile = { '<img onerror=alert(1)>': { x: 1.5, y: -2 } }
    await store.steer.positions.put('service', hostile)
    expect(await store.steer.positions.get('service')).toEqual(hostile)
    expect(await store.steer.positions.get('version')).toEqual({})
  })
})

describe('watching', () => {
  it('hears of a commit within 2 s and of nothing after it stopped', async () => {
    const heard = vi.fn()
    const stop = store.steer.watch(heard)
    await store.steer.values.put('a', '1')
    await vi.waitFor(() => expect(heard).toHaveBeenCalled(), 2_000)
    stop()
    const calls = heard.mock.calls.length
    const other = vi.fn()
    const stopOther = store.steer.watch(other)
    await store.steer.values.put('a', '2')
    await vi.waitFor(() => expect(other).toHaveBeenCalled(), 2_000)
    stopOther()
    expect(heard.mock.calls).toHaveLength(calls)
  })

  it('hears of a commit of this process without waiting for any clock, and not in the context of whoever made it', async () => {
    const context = new AsyncLocalStorage<string>()
    const heard: unknown[] = []
    vi.useFakeTimers({ toFake: ['setInterval'] })
    const stop = store.steer.watch(() => heard.push(context.getStore()))
    await context.run('a request', () => store.steer.values.put('a', '3'))
    await new Promise((done) => setImmediate(done))
    vi.useRealTimers()
    stop()
    expect(heard).toEqual([undefined])
  })
})
