import { driver } from '@/lib/control-plane/driver'
import { newId } from '@/lib/ids'
import { openStore } from '@/lib/store/open-store'
import { SyntheticFeed, windowMs } from './synthetic-feed'
import { syntheticMesh } from './synthetic-mesh'

/** What the demo that forked this process tells it, and hears of it. */
export type ToFeed = { database: string; services: number; hours: number }
export type FromFeed = { kind: 'progress'; done: number; all: number } | { kind: 'ready' } | { kind: 'problem'; problem: string }

const hour = 3_600_000
const retention = { rawMs: 6 * hour, minuteMs: 15 * 24 * hour, quarterMs: 365 * 24 * hour, maxBytes: 20e9 }
const log = {
  info: () => {},
  warn: (fields: object, message: string) => console.error(message, fields),
  error: (fields: object, message: string) => console.error(message, fields),
}
const tell = (message: FromFeed): void => void process.send?.(message)

async function run({ database, services, hours }: ToFeed): Promise<void> {
  const now = Date.now
  const store = await openStore({ folder: database, role: 'runtime', retention, now, log })
  const feed = new SyntheticFeed(store, syntheticMesh(services), now)
  process.on('disconnect', () => void store.close().finally(() => process.exit(0)))
  const ctx = {
    store,
    driver,
    actor: 'synthetic mesh',
    staticProxies: [],
    scrapeIntervalMs: windowMs,
    now,
    newId: () => newId(now(), Math.random),
  }
  await feed.declare(ctx)
  await feed.fillPast(hours, (done, all) => tell({ kind: 'progress', done, all }))
  feed.beat()
  setInterval(() => feed.beat(), 1000)
  setInterval(() => feed.feed(), windowMs)
  tell({ kind: 'ready' })
}

process.on('message', (message) => {
  // Only the demo that forked this process can write to the channel, and it writes ToFeed.
  run(message as ToFeed).catch((error: unknown) =>
    tell({ kind: 'problem', problem: error instanceof Error ? error.message : String(error) }),
  )
})
// A Ctrl-C reaches the whole group; the demo ends this process by itself.
process.on('SIGINT', () => undefined)
