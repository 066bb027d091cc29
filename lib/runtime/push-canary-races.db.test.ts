import { afterEach, describe, expect, it } from 'vitest'
import type { Change } from '@/lib/mesh/change'
import type { Policy } from '@/lib/mesh/policy'
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

type Refuse = Parameters<typeof connectObedient>[2]

async function setUp(): Promise<TestRuntime & { folder: string }> {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const running = await startTestRuntime({ folder, mesh: exampleMesh() })
  stops.push(() => running.stop())
  return { ...running, folder }
}

function join({ runtime }: TestRuntime, id: string, refuse?: Refuse): ObedientClient {
  const joined = connectObedient(runtime.xdsAddress, id, refuse, 15_000 + Number(id.at(-1)) * 10)
  stops.push(joined.close)
  return joined
}

const inSync = ({ store }: TestRuntime, ids: string[]) =>
  waitFor('all in sync', async () => {
    const status = store.observed.listStatus()
    return ids.every((id) => status.get(id)?.connected && (status.get(id)?.syncedRevision ?? 0) > 0)
  })

const apply = ({ ctx }: TestRuntime, policy: Policy, baseRevision: number) =>
  applyPolicy(ctx, { service: policy.service, policy, baseRevision, reason: 'a test' })
const edit = (running: TestRuntime, v2: number, baseRevision: number) =>
  apply(running, splitPolicy('shop/reviews', 100 - v2, v2), baseRevision)
const payments = (timeout: string): Policy => ({
  service: 'shop/payments',
  rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }], timeout }],
})

const until = ({ store }: TestRuntime, id: string, what: string, is: (change: Change) => boolean) =>
  waitFor(what, async () => {
    const change = await store.steer.changes.get(id)
    return change && is(change) && change
  })
const isAccepted = ({ evidence }: Change): boolean => evidence.length > 0 && evidence.every((row) => row.at.accepted !== undefined)
const isOnTrial = ({ evidence }: Change): boolean => evidence.some((row) => row.reason === 'not sent yet: one proxy gets it first')
const rowOf = (change: Change, proxyId: string) => change.evidence.find((row) => row.proxyId === proxyId)

const hasShare = (resources: unknown, share: number): boolean => JSON.stringify(resources).includes(`"weight":${share}`)
const countOf = (client: ObedientClient, share: number): number =>
  client.sent('RDS').filter((response) => hasShare(response.resources, share)).length
const refuseShare =
  (share: number): NonNullable<Refuse> =>
  ({ type, resources }) =>
    type === 'RDS' && hasShare(resources, share) ? 'no such share here' : null

describe('an edit that is corrected while it is on trial', () => {
  it('does not keep the correction from being tried when it is refused', async () => {
    const running = await setUp()
    const first = join(running, 'frontend-1', refuseShare(33))
    await inSync(running, ['frontend-1'])
    first.client.pause()
    const bad = await edit(running, 33, 1)
    await until(running, bad.id, 'on trial', isOnTrial)
    const good = await edit(running, 20, 2)
    await until(running, bad.id, 'superseded', ({ state }) => state === 'superseded')
    first.client.resume()
    await until(running, good.id, 'accepted', isAccepted)
    const rejected = await until(running, bad.id, 'rejected', ({ state }) => state === 'rejected')
    expect(rejected).toMatchObject({ undoneBy: null })
    expect(rowOf(rejected, 'frontend-1')?.reason).toContain('no such share here')
    expect((await running.store.steer.policies.get('shop/reviews'))?.revision).toBe(3)
  })

  it('reaches no other proxy when it is accepted late', async () => {
    const running = await setUp()
    const [first, second] = [join(running, 'frontend-1'), join(running, 'frontend-2')]
    await inSync(running, ['frontend-1', 'frontend-2'])
    first.client.pause()
    const former = await edit(running, 33, 1)
    await until(running, former.id, 'on trial', isOnTrial)
    const good = await edit(running, 20, 2)
    await until(running, former.id, 'superseded', ({ state }) => state === 'superseded')
    first.client.resume()
    await until(running, good.id, 'accepted', isAccepted)
    expect(countOf(first, 33)).toBe(1)
    expect(countOf(second, 33)).toBe(0)
    expect((await running.store.steer.changes.get(former.id))?.evidence.some((row) => row.at.accepted !== undefined)).toBe(false)
  })
})

describe('an edit that the first proxy has accepted', () => {
  /** What is read of the store takes a while, so that a round of proof falls between the first proxy's answer and the push to all. */
  function slowDown({ store }: TestRuntime): void {
    const read = store.steer.revision.bind(store.steer)
    store.steer.revision = async () => {
      const revision = await read()
      await new Promise((done) => setTimeout(done, 30))
      return revision
    }
  }

  it('is not accepted by a proxy that was not sent it yet', async () => {
    const running = await setUp()
    join(running, 'frontend-1')
    const second = join(running, 'frontend-2')
    await inSync(running, ['frontend-1', 'frontend-2'])
    second.client.pause()
    slowDown(running)
    const change = await edit(running, 33, 1)
    const seen: (string | undefined)[] = []
    await until(running, change.id, 'sent to the second', (now) => {
      seen.push(rowOf(now, 'frontend-2')?.stage)
      return rowOf(now, 'frontend-2')?.reason === 'not acknowledged yet'
    })
    expect(new Set(seen)).toEqual(new Set(['stored']))
    second.client.resume()
    await until(running, change.id, 'accepted', isAccepted)
  })

  it('is rejected where another proxy then refuses it', async () => {
    const running = await setUp()
    join(running, 'frontend-1')
    join(running, 'frontend-2', refuseShare(33))
    await inSync(running, ['frontend-1', 'frontend-2'])
    slowDown(running)
    const change = await edit(running, 33, 1)
    const rejected = await until(running, change.id, 'rejected', ({ state }) => state === 'rejected')
    expect(rowOf(rejected, 'frontend-1')?.at.accepted).toBeDefined()
    expect(rowOf(rejected, 'frontend-2')).toMatchObject({ stage: 'rejected', reason: expect.stringContaining('no such share here') })
  })
})

describe('after a restart', () => {
  it('an edit that no proxy had accepted goes to nobody when another was made on top of it', async () => {
    const running = await setUp()
    const former = await edit(running, 33, 1)
    const last = await edit(running, 20, 2)
    await until(running, former.id, 'superseded', ({ state }) => state === 'superseded')
    await running.stop()
    const again = await startTestRuntime({ folder: running.folder })
    stops.push(() => again.stop())
    const clients = [join(again, 'frontend-1'), join(again, 'frontend-2', refuseShare(33))]
    await until(again, last.id, 'accepted', isAccepted)
    expect(clients.map((client) => countOf(client, 33))).toEqual([0, 0])
  })

  it('what the first proxy accepted stands, though it was corrected before anybody looked', async () => {
    const running = await setUp()
    const first = join(running, 'frontend-1')
    await inSync(running, ['frontend-1'])
    const accepted = await edit(running, 33, 1)
    await waitFor('the first answer', () => countOf(first, 33) > 0)
    await until(running, accepted.id, 'accepted', isAccepted)
    first.close()
    const last = await edit(running, 20, 2)
    await until(running, accepted.id, 'no more open', ({ state }) => state !== 'pending')
    await running.stop()
    const again = await startTestRuntime({ folder: running.folder })
    stops.push(() => again.stop())
    const second = join(again, 'frontend-2', refuseShare(20))
    await until(again, last.id, 'rejected', ({ state }) => state === 'rejected')
    await waitFor('what ran before', () => hasShare(second.sent('RDS').at(-1)?.resources, 33))
    expect((await again.store.steer.policies.get('shop/reviews'))?.policy).toEqual(splitPolicy('shop/reviews', 67, 33))
  })
})

describe('a proxy with a standing refusal', () => {
  it('does not keep edits from being tried, though it is the only one', async () => {
    const running = await setUp()
    join(running, 'frontend-1', ({ type }) => (type === 'LDS' ? 'cannot bind 127.0.0.1:15015: Address already in use' : null))
    await waitFor('the refusal', () =>
      running.store.observed
        .listStatus()
        .get('frontend-1')
        ?.sync.some((type) => type.status === 'NACKED'),
    )
    const [rule] = splitPolicy('shop/reviews', 100, 0).rules
    if (!rule) throw new Error('a split has a rule')
    const mirrored = await apply(running, { service: 'shop/reviews', rules: [{ ...rule, mirror: { version: 'v2', percent: 5 } }] }, 1)
    await until(running, mirrored.id, 'accepted', isAccepted)
    // Its routes name one cluster less now; that is kept, as its listeners are refused.
    const plain = await edit(running, 0, 2)
    await until(running, plain.id, 'accepted', isAccepted)
    const other = await apply(running, payments('7s'), 1)
    await until(running, other.id, 'accepted', isAccepted)
  })
})
