import { AsyncResource } from 'node:async_hooks'
import Database from 'better-sqlite3'
import { localCommits } from './local-commits'

const pollMs = 50

/**
 * Calls back after any commit on steer.db: at once where this process made it, within 50 ms where another did. `data_version` of a connection changes when
 * another connection commits, and this one never writes. Costs about 3 µs a poll; the timer does not keep the process alive.
 */
export class CommitWatch {
  private readonly db: Database.Database
  private readonly file: string
  /** Whoever commits has a context of its own, which no listener is to be called in. */
  private readonly look = AsyncResource.bind(() => this.tellIfNew())
  /** Of many commits in a row all but the first are left to the poll: each call wakes every loop. */
  private readonly lookAtOnce = (): void => {
    if (performance.now() - this.toldAt >= pollMs) this.look()
  }
  private readonly listeners = new Set<() => void>()
  private timer: NodeJS.Timeout | null = null
  private seen = 0
  private toldAt = Number.NEGATIVE_INFINITY

  constructor(file: string) {
    this.db = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 })
    this.file = file
  }

  watch(onCommit: () => void): () => void {
    if (this.listeners.size === 0) this.start()
    this.listeners.add(onCommit)
    return () => {
      this.listeners.delete(onCommit)
      if (this.listeners.size === 0) this.stop()
    }
  }

  /** Another number after every commit by anybody; null where it cannot be told just now. */
  stamp(): number | null {
    try {
      return Number(this.db.pragma('data_version', { simple: true }))
    } catch {
      return null
    }
  }

  close(): void {
    this.stop()
    this.listeners.clear()
    this.db.close()
  }

  private start(): void {
    this.seen = this.version()
    this.timer = setInterval(this.look, pollMs)
    this.timer.unref()
    localCommits(this.file).add(this.lookAtOnce)
  }

  private tellIfNew(): void {
    const version = this.version()
    if (version === this.seen) return
    this.seen = version
    this.toldAt = performance.now()
    for (const listener of [...this.listeners]) listener()
  }

  private stop(): void {
    if (this.timer) clearInterval(this.timer)
    this.timer = null
    localCommits(this.file).delete(this.lookAtOnce)
  }

  /** A poll that meets a lock (recovery of the write-ahead log) tells nothing; the next one does. */
  private version(): number {
    return this.stamp() ?? this.seen
  }
}
