import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openTestStore, temporaryFolder } from '@/lib/testing/temporary-store'
import { openSteerDatabase } from './steer-database'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function setUp(longestMs: number) {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  await (await openTestStore(folder)).close()
  const database = await openSteerDatabase(join(folder, 'steer.db'), folder, longestMs)
  stops.push(() => database.close())
  return { ...database, names: async () => (await database.read().value.findMany({ orderBy: { name: 'asc' } })).map(({ name }) => name) }
}

describe('a transaction that takes too long', () => {
  it('is rolled back, and no statement of it runs afterwards, not even inside the next transaction', async () => {
    const { transaction, names } = await setUp(100)
    let wake: () => void = () => {}
    const asleep = new Promise<void>((resolve) => {
      wake = resolve
    })
    const late: Promise<unknown>[] = []
    const slow = transaction(async (db) => {
      const client = db()
      await client.value.create({ data: { name: 'early', value: '1' } })
      late.push(asleep.then(() => client.value.create({ data: { name: 'late', value: '1' } })))
      late.push(asleep.then(() => client.$executeRaw`INSERT INTO value (name, value) VALUES ('late too', '1')`))
      await Promise.all(late)
    })
    await expect(slow).rejects.toThrow('a transaction took longer than 0.1 s and was rolled back')
    await transaction(async (db) => {
      await db().value.create({ data: { name: 'next', value: '1' } })
      wake()
      await Promise.allSettled(late)
    })
    expect((await Promise.allSettled(late)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await names()).toEqual(['next'])
  })
})
