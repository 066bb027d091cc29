import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Millis } from '@/lib/mesh/names'
import { findMigrations, folderProblem, prepareFolder } from './data-folder'
import { migrateSteer } from './migrate-steer'
import { observedStore } from './observed'
import { lockRole, type Role } from './role-lock'
import { openSeriesReader, openSeriesWriter } from './series/open-series-file'
import { openSeriesStore } from './series/series-store'
import { openSteerDatabase } from './steer/steer-database'
import { steerStore } from './steer/steer-store'
import { CommitWatch } from './steer/watch-commits'
import type { Retention, Store } from './store'
import { storeProblem, toStoreError } from './store-problem'

export type StoreLog = {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export type OpenStore = {
  /** Made where it is missing. Holds steer.db (edits, durable) and series.db (measurements). */
  folder: string
  /** Which half of Outrider asks: one web half and one runtime per folder; `both` where they are one process. */
  role: Role
  /** true: series are read although the role could write them (tools beside a running Outrider do not use this: they use the HTTP API). */
  readOnlySeries?: boolean | undefined
  retention: Retention
  now(): Millis
  log: StoreLog
  /** Only where the program does not lie beside its `prisma` folder. */
  migrationsFolder?: string | undefined
}

/**
 * Opens both databases, brings them to this version and takes the locks of the role.
 * Throws `unavailable`, with a sentence for a person: another Outrider runs on this folder, the folder is read-only or full, a database is newer or damaged.
 */
export async function openStore(options: OpenStore): Promise<Store> {
  const folder = prepareFolder(options.folder)
  const closers: (() => void | Promise<void>)[] = []
  try {
    closers.push(await lockRole(folder, options.role))
    return await assemble(folder, options, closers)
  } catch (error) {
    await closeAll(closers)
    throw toStoreError(error, folder)
  }
}

async function assemble(folder: string, options: OpenStore, closers: (() => void | Promise<void>)[]): Promise<Store> {
  const { log, now } = options
  const steerFile = join(folder, 'steer.db')
  const seriesFile = join(folder, 'series.db')
  const isNew = !existsSync(steerFile)
  const applied = migrateSteer(steerFile, options.migrationsFolder ?? findMigrations(), now())
  if (applied.length > 0) log.info({ folder, applied, isNew }, 'the database was brought to this version')

  const database = await openSteerDatabase(steerFile, folder)
  closers.push(() => database.close())
  const watch = new CommitWatch(steerFile)
  closers.push(() => watch.close())

  const writer = options.role === 'web' || options.readOnlySeries ? null : openSeriesWriter(seriesFile)
  if (writer) closers.push(() => void writer.close())
  const reader = openSeriesReader(seriesFile)
  closers.push(() => void reader.close())

  let seriesProblem: string | null = null
  const onProblem = (error: unknown): void => {
    const sentence = storeProblem(error, folder) ?? `measurements cannot be stored: ${String(error)}`
    if (sentence !== seriesProblem) log.error({ folder, error: String(error) }, sentence)
    seriesProblem = sentence
  }
  const series = openSeriesStore({
    writer,
    reader,
    retention: options.retention,
    now,
    onProblem,
    onWritten: () => {
      seriesProblem = null
    },
    mayWrite: () => folderProblem(folder),
  })
  closers.push(() => series.close())

  return {
    steer: steerStore(database, watch, now),
    observed: observedStore(writer, reader, onProblem),
    series,
    health: async () => folderProblem(folder) ?? database.lastProblem() ?? seriesProblem,
    close: () => closeAll(closers),
  }
}

/** In the reverse order of opening; the first error is thrown after all were tried. */
async function closeAll(closers: (() => void | Promise<void>)[]): Promise<void> {
  const errors: unknown[] = []
  for (const close of closers.splice(0).reverse()) {
    try {
      await close()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}
