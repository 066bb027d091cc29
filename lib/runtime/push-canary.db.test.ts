import { afterEach, describe, expect, it } from 'vitest'
import type { Change } from '@/lib/mesh/change'
import { undoChange } from '@/lib/operations/changes/undo'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { connectObedient, type ObedientClient } from '@/lib/testing/obedient-client'
import { startTestRuntime, type TestRuntime } from '@/lib/testing/start-test-runtime'
import { temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function setUp(): Promise<TestRuntime & { folder: string }> {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const running = await startTestRuntime({ folder, mesh: exampleMesh() })
  stops.push(() => running.stop())
  return { ...running, folder }
}

function join({ runtime }: TestRuntime, id: string, refuse?: Parameters<typeof connectObedient>[2]): ObedientClient {
  const joined = connectObedient(runtime.xdsAddress, id, refuse, 15_000 + Number(id.at(-1)) * 10)
  stops.push(joined.close)
  return joined
}

const inSync = ({ store }: TestRuntime, ids: string[]) =>
  waitFor('all in sync', async () => {
    const status = store.observed.listStatus()
    return ids.every((id) => status.get(id)?.connected && (status.get(id)?.syncedRevision ?? 0) > 0)
  })

const weights = (client: ObedientClient): string => JSON.stringify(client.sent('RDS').at(-1)?.resources)
const edit = ({ ctx }: TestRuntime, v2: number, baseRevision: number) =>
  applyPolicy(ctx, { service: 'shop/reviews', policy: splitPolicy('shop/reviews', 100 - v2, v2), baseRevision, reason: 'a test' })
const until = ({ store }: TestRuntime, id: string, what: string, is: (change: Change) => boolean) =>
  waitFor(what, async () => {
    const change = await store.steer.changes.get(id)
    return change && is(change) && change
  })
const refuseShare = (share: number) => (response: { type: string; resources: unknown[] }) =>
  response.type === 'RDS' && JSON.stringify(response.resources).includes(`"weight":${share}`) ? 'no such share here' : null

describe('an edited policy', () => {
  it('goes to one proxy first, and where that refuses it to no other; what ran before is stored again', async () => {
    const running = await setUp()
    const [first, second] = [join(running, 'frontend-1', refuseShare(33)), join(running, 'frontend-2')]
    await inSync(running, ['frontend-1', 'frontend-2'])
    const before = second.sent('RDS').length
    const change = await edit(running, 33, 1)
    const rejected = await until(running, change.id, 'rejected', ({ state }) => state === 'rejected')
    expect(rejected.evidence.find((row) => row.proxyId === 'frontend-1')).toMatchObject({
      stage: 'rejected',
      reason: expect.stringContaining('no such share here'),
    })
    expect(rejected.evidence.find((row) => row.proxyId === 'frontend-2')).toMatchObject({
      stage: 'stored',
      reason: 'not sent: frontend-1 refused it',
    })
    const restoring = await until(running, rejected.undoneBy ?? '', 'the restoring change', ({ evidence }) =>
      evidence.every((row) => row.at.accepted !== undefined),
    )
    expect(restoring).toMatchObject({ actor: 'outrider', undoes: change.id, policyRevision: 3, after: change.before })
    expect(restoring.reason).toContain('no such share here')
    // The refused content went out once, to one proxy, which then got back what it had.
    expect(first.sent('RDS').filter((response) => JSON.stringify(response.resources).includes('"weight":33'))).toHaveLength(1)
    expect(weights(first)).not.toContain('"weight":33')
    expect(second.sent('RDS')).toHaveLength(before)
    // And the refusal is for ever: the next edit is tried anew and reaches everybody.
    const next = await edit(running, 20, 3)
    await until(running, next.id, 'accepted', ({ evidence }) => evidence.every((row) => row.at.accepted !== undefined))
    expect((await running.store.steer.changes.get(change.id))?.state).toBe('rejected')
    for (const each of [first, second]) expect(weights(each)).toContain('"weight":20')
    expect(second.sent('RDS').some((response) => JSON.stringify(response.resources).includes('"weight":33'))).toBe(false)
  })

  it('is stored and waits where no proxy is connected, and is tried when one comes', async () => {
    const running = await setUp()
    const change = await edit(running, 33, 1)
    expect(await running.store.steer.changes.get(change.id)).toMatchObject({ state: 'pending' })
    const first = join(running, 'frontend-1', refuseShare(33))
    const rejected = await until(running, change.id, 'rejected', ({ state }) => state === 'rejected')
    expect(rejected.undoneBy).not.toBeNull()
    await waitFor('what ran before', () => !weights(first).includes('"weight":33'))
  })

  it('waits for a proxy that keeps silent only while no other can be asked', async () => {
    const running = await setUp()
    const [first, second] = [join(running, 'frontend-1'), join(running, 'frontend-2')]
    await inSync(running, ['frontend-1', 'frontend-2'])
    first.client.pause()
    const change = await edit(running, 40, 1)
    await until(running, change.id, 'accepted by the other', ({ evidence }) =>
      evidence.some((row) => row.proxyId === 'frontend-2' && row.at.accepted !== undefined),
    )
    expect(weights(second)).toContain('"weight":40')
    first.client.resume()
    await until(running, change.id, 'accepted by all', ({ evidence }) => evidence.every((row) => row.at.accepted !== undefined))
    expect(weights(first)).toContain('"weight":40')
  })

  it('that was refused does not hold up an edit of another service', async () => {
    const running = await setUp()
    join(running, 'frontend-1', refuseShare(33))
    const second = join(running, 'frontend-2')
    await inSync(running, ['frontend-1', 'frontend-2'])
    const [bad, good] = await Promise.all([
      edit(running, 33, 1),
      applyPolicy(running.ctx, {
        service: 'shop/payments',
        policy: { service: 'shop/payments', rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }], timeout: '7s' }] },
        baseRevision: 1,
        reason: 'a test',
      }),
    ])
    await until(running, bad.id, 'rejected', ({ state }) => state === 'rejected')
    await until(
      running,
      good.id,
      'accepted',
      ({ evidence }) => evidence.length === 2 && evidence.every((row) => row.at.accepted !== undefined),
    )
    expect(weights(second)).toContain('7s')
    expect(weights(second)).not.toContain('"weight":33')
  })

  it('that was never tried before a restart is tried after it, not sent to everybody', async () => {
    const running = await setUp()
    const change = await edit(running, 33, 1)
    await running.stop()
    const again = await startTestRuntime({ folder: running.folder })
    stops.push(() => again.stop())
    const second = join(again, 'frontend-2', refuseShare(33))
    join(again, 'frontend-1', refuseShare(33))
    await until(again, change.id, 'rejected', ({ state }) => state === 'rejected')
    const counts = [second].map((each) => each.sent('RDS').filter((one) => JSON.stringify(one.resources).includes('"weight":33')).length)
    expect(counts[0]).toBeLessThanOrEqual(1)
    const undone = (await again.store.steer.changes.get(change.id))?.undoneBy
    expect(undone).toBeTruthy()
    // The restoring change can be undone like any other: a person insists, and is refused again.
    const insisted = await undoChange(again.ctx, { id: undone ?? '', reason: 'try again' })
    await until(again, insisted.id, 'rejected again', ({ state }) => state === 'rejected')
  })
})
