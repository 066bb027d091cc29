import { AsyncLocalStorage } from 'node:async_hooks'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { AppError } from '@/lib/errors'
import { singleton } from '@/lib/singleton'
import { PrismaClient } from '../generated/client'
import { storeProblem, toStoreError } from '../store-problem'
import { localCommits } from './local-commits'

/** Every table module asks for its client by this, so that a transaction's client is worthless once the transaction is over. */
export type Db = () => PrismaClient

export type SteerDatabase = {
  /** Reads see the last committed state, on a connection of their own. */
  read: Db
  /** One BEGIN IMMEDIATE on the one writing connection; one at a time in this process, whoever asks. */
  transaction<T>(work: (db: Db) => Promise<T>): Promise<T>
  /** Trouble of the last write, in a sentence; null after a write that went well. */
  lastProblem(): string | null
  close(): Promise<void>
}

// Short, as the driver waits in the thread itself; the patience is in the asynchronous retry.
const busyTimeoutMs = 25
const patienceMs = 5_000
const longestTransactionMs = 10_000

/** Connects with the durability that an acknowledged edit needs: synchronous=FULL survives power loss in WAL, NORMAL does not. */
class SteerAdapter extends PrismaBetterSqlite3 {
  private readonly pragmas: string
  private readonly inside: Inside | null
  /** inside: of the writing connection, where a statement that comes after the end of its transaction would be committed by itself. */
  constructor(file: string, readonly: boolean, inside: Inside | null) {
    super({ url: file, readonly, fileMustExist: true, timeout: busyTimeoutMs })
    this.pragmas = readonly
      ? 'PRAGMA query_only = ON'
      : 'PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA foreign_keys = ON'
    this.inside = inside
  }

  override async connect(): ReturnType<PrismaBetterSqlite3['connect']> {
    const adapter = await super.connect()
    await adapter.executeScript(this.pragmas)
    if (this.inside) refuseLateStatements(adapter, this.inside)
    return adapter
  }
}

/** A transaction that has begun; statements belong to the one in whose asynchronous context they were made, whenever they reach the connection. */
type Transaction = { isOver: boolean }
type Inside = AsyncLocalStorage<Transaction>
type Connection = Awaited<ReturnType<PrismaBetterSqlite3['connect']>>

function refuseLateStatements(connection: Connection, inside: Inside): void {
  const [queryRaw, executeRaw] = [connection.queryRaw.bind(connection), connection.executeRaw.bind(connection)]
  const check = (): void => {
    if (inside.getStore()?.isOver) throw new AppError('internal', 'the transaction is over')
  }
  connection.queryRaw = async (query) => {
    check()
    return queryRaw(query)
  }
  connection.executeRaw = async (query) => {
    check()
    return executeRaw(query)
  }
}

/** longestMs: a transaction that takes longer is rolled back, and none of its statements is run any more. */
export async function openSteerDatabase(file: string, folder: string, longestMs = longestTransactionMs): Promise<SteerDatabase> {
  const inside: Inside = new AsyncLocalStorage()
  const writer = new PrismaClient({ adapter: new SteerAdapter(file, false, inside) })
  const reader = new PrismaClient({ adapter: new SteerAdapter(file, true, null) })
  await Promise.all([writer.$connect(), reader.$connect()])
  const queue = singleton(`steer-queue:${file}`, () => ({ tail: Promise.resolve() }))
  let problem: string | null = null

  const run = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
    try {
      const value = await runImmediate(writer, work, inside, longestMs)
      problem = null
      setImmediate(() => {
        for (const wake of localCommits(file)) wake()
      })
      return value
    } catch (error) {
      problem = storeProblem(error, folder) ?? problem
      throw toStoreError(error, folder)
    }
  }

  return {
    read: () => reader,
    transaction: (work) => {
      if (inside.getStore()) throw new AppError('internal', 'a transaction was asked for inside a transaction: use the tx it was given')
      const result = queue.tail.then(() => run(work))
      queue.tail = result.then(
        () => undefined,
        () => undefined,
      )
      return result
    },
    lastProblem: () => problem,
    close: async () => {
      await queue.tail
      await Promise.all([writer.$disconnect(), reader.$disconnect()])
    },
  }
}

async function runImmediate<T>(writer: PrismaClient, work: (db: Db) => Promise<T>, inside: Inside, longestMs: number): Promise<T> {
  await begin(writer)
  const transaction: Transaction = { isOver: false }
  const db: Db = () => {
    if (transaction.isOver) throw new AppError('internal', 'the transaction is over')
    return writer
  }
  try {
    const value = await withDeadline(
      inside.run(transaction, () => work(db)),
      longestMs,
    )
    transaction.isOver = true
    await writer.$executeRawUnsafe('COMMIT')
    return value
  } catch (error) {
    transaction.isOver = true
    // A full disk may have rolled back by itself already; then there is nothing left to roll back.
    await writer.$executeRawUnsafe('ROLLBACK').catch(() => undefined)
    throw error
  }
}

async function begin(writer: PrismaClient): Promise<void> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      await writer.$executeRawUnsafe('BEGIN IMMEDIATE')
      return
    } catch (error) {
      if (!storeProblem(error, '')?.includes('locked') || performance.now() > deadline) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function withDeadline<T>(work: Promise<T>, longestMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError('internal', `a transaction took longer than ${longestMs / 1000} s and was rolled back`)),
      longestMs,
    )
  })
  try {
    return await Promise.race([work, expired])
  } finally {
    clearTimeout(timer)
  }
}
