import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type StoreChild, startStoreChild } from '@/lib/testing/start-store-child'
import { openTestStore, samplePolicy, sampleWindow, temporaryFolder } from '@/lib/testing/temporary-store'
import { openSteerDatabase } from './steer/steer-database'
import type { Store } from './store'

const root = process.cwd()
const place = { folder: '', remove: () => {} }
const children: StoreChild[] = []
beforeEach(() => {
  Object.assign(place, temporaryFolder())
})
afterEach(async () => {
  await Promise.all(children.splice(0).map((one) => one.kill()))
  place.remove()
})

function startChild(role: string, mode: string): StoreChild {
  const started = startStoreChild(place.folder, role, mode)
  children.push(started)
  return started
}

describe('opening', () => {
  it('makes the folder and both databases, and a second time changes nothing', async () => {
    const folder = join(place.folder, 'deep', 'down')
    const store = await openTestStore(folder)
    await store.steer.policies.replace(samplePolicy(), 0)
    await store.close()
    const again = await openTestStore(folder)
    expect(await again.steer.policies.list()).toHaveLength(1)
    expect(await again.health()).toBeNull()
    await again.close()
    expect(readdirSync(folder).filter((name) => name.includes('before'))).toEqual([])
  })

  it('leaves no timer, lock or file behind, ten times', async () => {
    for (let i = 0; i < 10; i++) await (await openTestStore(place.folder)).close()
    expect(readdirSync(place.folder).filter((name) => /-wal|-shm|-journal/.test(name))).toEqual([])
  })

  it('keeps an edit against power loss: steer.db is written with synchronous=FULL in WAL', async () => {
    await (await openTestStore(place.folder)).close()
    const database = await openSteerDatabase(join(place.folder, 'steer.db'), place.folder)
    const answer = await database.transaction(async (db) => [
      await db().$queryRaw`PRAGMA synchronous`,
      await db().$queryRaw`PRAGMA journal_mode`,
    ])
    expect(answer).toEqual([[{ synchronous: 2n }], [{ journal_mode: 'wal' }]])
    await database.close()
  })
})

describe('migrations', () => {
  const migrations = join(root, 'prisma/sqlite/migrations')
  const names = readdirSync(migrations)
    .filter((name) => /^\d{14}_/.test(name))
    .sort()
  const initial = names[0] ?? ''
  const copyMigrations = (): string => {
    const folder = join(place.folder, 'migrations')
    cpSync(migrations, folder, { recursive: true })
    return folder
  }
  const addMigration = (folder: string, sql: string): void => {
    mkdirSync(join(folder, '29990101000000_more'))
    writeFileSync(join(folder, '29990101000000_more', 'migration.sql'), sql)
  }
  const data = (): string => join(place.folder, 'data')

  it('are written down as Prisma writes them', async () => {
    await (await openTestStore(data())).close()
    const db = new Database(join(data(), 'steer.db'), { readonly: true })
    expect(
      db
        .prepare(
          'SELECT migration_name, applied_steps_count, rolled_back_at, length(checksum) AS n FROM _prisma_migrations ORDER BY migration_name',
        )
        .all(),
    ).toEqual(names.map((name) => ({ migration_name: name, applied_steps_count: 1, rolled_back_at: null, n: 64 })))
    db.close()
  })

  it('go forward on an existing database, which is copied first', async () => {
    const store = await openTestStore(data())
    await store.steer.policies.replace(samplePolicy(), 0)
    await store.close()
    const folder = copyMigrations()
    addMigration(folder, 'ALTER TABLE value ADD COLUMN note TEXT;')
    const later = await openTestStore(data(), { migrationsFolder: folder })
    expect(await later.steer.policies.list()).toHaveLength(1)
    await later.close()
    const copy = new Database(join(data(), 'steer.db.before-29990101000000_more'), { readonly: true })
    expect(copy.prepare('SELECT count(*) AS n FROM policy').get()).toEqual({ n: 1 })
    copy.close()
  })

  it('refuse a database of a newer version and leave it as it is', async () => {
    const folder = copyMigrations()
    addMigration(folder, 'ALTER TABLE value ADD COLUMN note TEXT;')
    await (await openTestStore(data(), { migrationsFolder: folder })).close()
    await expect(openTestStore(data())).rejects.toThrow(/written by a newer Outrider.*29990101000000_more/)
    await (await openTestStore(data(), { migrationsFolder: folder })).close()
  })

  it('refuse a series file of a newer version', async () => {
    await (await openTestStore(data())).close()
    const db = new Database(join(data(), 'series.db'))
    db.pragma('user_version = 99')
    db.close()
    await expect(openTestStore(data())).rejects.toThrow('written by a newer Outrider')
  })

  it('refuse an applied file that was edited', async () => {
    await (await openTestStore(data())).close()
    const folder = copyMigrations()
    appendFileSync(join(folder, initial, 'migration.sql'), '-- edited\n')
    await expect(openTestStore(data(), { migrationsFolder: folder })).rejects.toThrow(/was edited after it had been applied/)
  })

  it('leave nothing of one that fails', async () => {
    await (await openTestStore(data())).close()
    const folder = copyMigrations()
    addMigration(folder, 'ALTER TABLE value ADD COLUMN note TEXT; INSERT INTO nowhere VALUES (1);')
    await expect(openTestStore(data(), { migrationsFolder: folder })).rejects.toThrow('nowhere')
    const store = await openTestStore(data())
    await store.steer.values.put('a', 'b')
    await store.close()
  })

  it('have a schema that they and the client agree on', () => {
    execFileSync(process.execPath, ['scripts/new-migration.mjs', '--check'], { cwd: root })
  })
})

describe('the audit', () => {
  it('refuses to be changed or shortened, whoever tries', async () => {
    const store = await openTestStore(place.folder)
    await store.steer.audit.append({ at: 1, actor: 'ada', action: 'apply', subject: 'shop/reviews', reason: 'why', outcome: 'stored' })
    await store.close()
    const db = new Database(join(place.folder, 'steer.db'))
    expect(() => db.exec("UPDATE audit SET actor = 'eve'")).toThrow('append-only')
    expect(() => db.exec('DELETE FROM audit')).toThrow('append-only')
    expect(db.prepare('SELECT actor FROM audit').all()).toEqual([{ actor: 'ada' }])
    db.close()
  })
})

describe('two on one folder', () => {
  it('are refused by name, in this process and in another', async () => {
    const store = await openTestStore(place.folder)
    await expect(openTestStore(place.folder)).rejects.toThrow(`another Outrider (pid ${process.pid}) already runs on this data folder`)
    await store.close()
    const { child, lines } = startChild('both', 'hold')
    await vi.waitFor(() => expect(lines()).toContain('open'), 40_000)
    await expect(openTestStore(place.folder, { role: 'web' })).rejects.toThrow(`another Outrider (pid ${child.pid}) already runs`)
    await expect(openTestStore(place.folder, { role: 'runtime' })).rejects.toThrow(
      `another Outrider runtime (pid ${child.pid}) already runs`,
    )
  })

  it('take over at once when the first was killed', async () => {
    const { child, lines } = startChild('both', 'hold')
    await vi.waitFor(() => expect(lines()).toContain('open'), 40_000)
    child.kill('SIGKILL')
    const store = await openTestStore(place.folder)
    await store.close()
  }, 60_000)

  it('are the web half and the runtime: each sees what the other wrote', async () => {
    const runtime = await openTestStore(place.folder, { role: 'runtime' })
    const web = await openTestStore(place.folder, { role: 'web' })
    const heard = vi.fn()
    const stop = runtime.steer.watch(heard)
    await web.steer.policies.replace(samplePolicy(), 0)
    await vi.waitFor(() => expect(heard).toHaveBeenCalled(), 2_000)
    expect(await runtime.steer.policies.list()).toHaveLength(1)

    const now = Date.now()
    expect(web.observed.runtime()).toBeNull()
    runtime.observed.putRuntime({ at: now, pid: 1, xdsAddress: '127.0.0.1:1', startedAt: now, problems: [], simulated: false })
    expect(web.observed.runtime()).toMatchObject({ at: now, pid: 1 })
    writeWindow(runtime, now)
    expect(web.series.totals(now - 60_000, now)).toHaveLength(1)
    expect(() => writeWindow(web, now)).toThrow('only reads')
    stop()
    await Promise.all([web.close(), runtime.close()])
  })

  it('may write at the same time: no edit of either is lost and none deadlocks', async () => {
    const runtime = await openTestStore(place.folder, { role: 'runtime' })
    const web = await openTestStore(place.folder, { role: 'web' })
    const edit = (store: Store) => store.steer.transaction(async (tx) => tx.raiseRevision())
    await Promise.all(Array.from({ length: 300 }, (_, i) => edit(i % 2 ? web : runtime)))
    expect(await web.steer.revision()).toBe(300)
    await Promise.all([web.close(), runtime.close()])
  })
})

describe('proxy status', () => {
  it('is the newest one, also after a proxy left and came back', async () => {
    const store = await openTestStore(place.folder)
    const reading = { lastAnswerAt: 5, missedRounds: 0, problem: null, sweepMs: 2.5, sweepBytes: 100 }
    const status = {
      connected: true,
      connectionChangedAt: 1,
      sync: [{ type: 'CDS' as const, status: 'NACKED' as const, sentVersion: '2', ackedVersion: '1', error: 'no', at: 3 }],
      syncedRevision: 4,
      reading,
    }
    store.observed.putStatus('a', status)
    expect(store.observed.listStatus().get('a')).toEqual(status)
    store.observed.removeStatus('a')
    store.observed.putStatus('a', { ...status, connected: false })
    expect(store.observed.listStatus().get('a')).toEqual({ ...status, connected: false })
    store.observed.removeStatus('a')
    expect(store.observed.listStatus().size).toBe(0)
    await store.close()
  })
})

function writeWindow(store: Store, now: number): void {
  store.series.append([sampleWindow(1, now - 5_000, now, 1)])
  store.series.flush()
}
