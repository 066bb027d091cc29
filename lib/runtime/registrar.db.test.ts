import { afterEach, describe, expect, it } from 'vitest'
import { exampleSidecar } from '@/lib/testing/example-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { Fleet } from './fleet'
import { Registrar } from './registrar'
import type { RuntimeContext } from './runtime-context'

const contexts: TestContext[] = []
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

async function setUp(failingPuts = 0) {
  const context = await testContext()
  contexts.push(context)
  const { store, log, now } = context.web
  const { registrations } = store.steer
  let failures = failingPuts
  const put: typeof registrations.put = async (identity) => {
    if (failures-- > 0) throw new Error('the disk is full')
    return registrations.put(identity)
  }
  const flaky = { ...store, steer: { ...store.steer, registrations: { ...registrations, put } } }
  // The registrar touches neither the control plane nor the reader in these tests.
  const ctx = { store: flaky, log, now, random: Math.random } as unknown as RuntimeContext
  const fleet = new Fleet()
  const registrar = new Registrar(ctx, fleet, () => undefined)
  const connect = (identity = exampleSidecar('a')) =>
    registrar.onEvent({ kind: 'connected', identity, peerAddress: '127.0.0.1', at: 1_000 })
  return {
    store,
    registrar,
    fleet,
    connect,
    restart: () => new Registrar(ctx, fleet, () => undefined),
    stored: async () => (await registrations.list()).map((identity) => identity.id),
  }
}

describe('registrations', () => {
  it('are stored in the next round where the disk refused them in this one', async () => {
    const { registrar, connect, stored } = await setUp(1)
    await expect(connect()).rejects.toThrow('full')
    expect(await stored()).toEqual([])
    await registrar.sweep(2_000)
    expect(await stored()).toEqual(['a'])
  })

  it('forget a disconnected proxy that is no endpoint after its grace', async () => {
    const { registrar, fleet, connect, stored } = await setUp()
    await connect(exampleSidecar('egress', 'shop/frontend', { inbound: null }))
    await registrar.onEvent({ kind: 'disconnected', proxyId: 'egress', at: 10_000 })
    await registrar.sweep(69_999)
    expect(await stored()).toEqual(['egress'])
    await registrar.sweep(70_000)
    expect(await stored()).toEqual([])
    expect(fleet.list()).toEqual([])
  })

  it('show a duplicate id for a minute after it was last tried', async () => {
    const { registrar, fleet, connect } = await setUp()
    await connect()
    await registrar.onEvent({ kind: 'duplicate', proxyId: 'a', at: 5_000, message: 'a second proxy calls itself a' })
    await registrar.sweep(60_000)
    expect(fleet.get('a')?.problems[0]?.message).toContain('second proxy')
    await registrar.sweep(66_000)
    expect(fleet.get('a')?.problems).toEqual([])
  })

  it('go on with the grace of a lost proxy over a restart, with half a minute left for it to come back', async () => {
    const { store, fleet, connect, restart } = await setUp()
    await connect(exampleSidecar('long-lost'))
    await connect(exampleSidecar('just-lost'))
    await connect(exampleSidecar('there'))
    const [member] = fleet.list()
    if (!member) throw new Error('a proxy is connected')
    const lostAt = (connectionChangedAt: number) => ({ ...member.status, connected: false, connectionChangedAt })
    store.observed.putStatus('long-lost', lostAt(100_000))
    store.observed.putStatus('just-lost', lostAt(190_000))
    store.observed.putStatus('there', member.status)
    for (const { identity } of fleet.list()) fleet.remove(identity.id)
    await restart().restore(200_000)
    const changedAt = (id: string) => fleet.get(id)?.status.connectionChangedAt
    expect([changedAt('long-lost'), changedAt('just-lost'), changedAt('there')]).toEqual([170_000, 190_000, 200_000])
  })
})
