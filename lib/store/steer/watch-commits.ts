import Database from 'better-sqlite3'

const pollMs = 50

/**
 * Calls back within 50 ms after any commit on steer.db by anybody, this process included: `data_version` of a connection changes when another
 * connection commits, and this one never writes. Costs about 3 µs a poll; the timer does not keep the process alive.
 */
export class CommitWatch {
  private readonly db: Database.Database
  private readonly listeners = new Set<() => void>()
  private timer: NodeJS.Timeout | null = null
  private seen = 0

  constructor(file: string) {
    this.db = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 })
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
    this.timer = setInterval(() => {
      const version = this.version()
      if (version === this.seen) return
      this.seen = version
      for (const listener of [...this.listeners]) listener()
    }, pollMs)
    this.timer.unref()
  }

  private stop(): void {
    if (this.timer) clearInterval(this.timer)
    this.timer = null
  }

  /** A poll that meets a lock (recovery of the write-ahead log) tells nothing; the next one does. */
  private version(): number {
    return this.stamp() ?? this.seen
  }
}
