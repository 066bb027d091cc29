import type { AdminTarget, Journal, WrittenProxy } from './options'
import type { Noted } from './value-notes'

const noteWithinMs = 2_000

/** What was written into which proxy: on disk before it is done. A disk that hangs holds nobody up for longer than two seconds. */
export class LayerNotes {
  private written = new Map<string, WrittenProxy>()
  /** Keys a former run left, by proxy. */
  private leftovers = new Map<string, Set<string>>()
  /** Whose notes on disk may differ from these, as nobody knows what became of the last writing. */
  private readonly doubtful = new Set<string>()
  private readonly journal: Journal

  constructor(journal: Journal) {
    this.journal = journal
  }

  async load(): Promise<void> {
    this.written = await this.journal.load()
    this.leftovers = new Map([...this.written].map(([id, { noted }]) => [id, new Set(noted.keys())]))
  }

  of(proxyId: string): Noted {
    return this.written.get(proxyId)?.noted ?? new Map()
  }

  isDoubtful(proxyId: string): boolean {
    return this.doubtful.has(proxyId)
  }

  /** Proxies with notes that are none of these. */
  beside(ids: ReadonlySet<string>): AdminTarget[] {
    return [...this.written].flatMap(([id, { url }]): AdminTarget[] => (ids.has(id) ? [] : [{ id, url, kind: 'envoy' }]))
  }

  /**
   * Notes are of whoever answers at an address: they go with it where another id is there now, and are nobody's where their id has moved away from it. True where some
   * did.
   */
  follow(targets: readonly AdminTarget[]): boolean {
    const idAt = new Map(targets.map(({ id, url }) => [url, id]))
    const urlOf = new Map(targets.map(({ id, url }) => [id, url]))
    const nameOf = (id: string, url: string): string => {
      if (urlOf.get(id) === url) return id
      return idAt.get(url) ?? (urlOf.has(id) ? `${id} at ${url}` : id)
    }
    const isSettled = [...this.written].every(([id, { url }]) => nameOf(id, url) === id)
    if (isSettled) return false
    const moved = new Map<string, WrittenProxy>()
    const left = new Map<string, Set<string>>()
    for (const [id, { url, noted }] of this.written) {
      const name = nameOf(id, url)
      moved.set(name, { url, noted: new Map([...(moved.get(name)?.noted ?? []), ...noted]) })
      left.set(name, new Set([...(left.get(name) ?? []), ...(this.leftovers.get(id) ?? [])]))
    }
    this.written = moved
    this.leftovers = left
    for (const id of moved.keys()) this.doubtful.add(id)
    // A writing that fails is made up for at the next visit of each.
    void this.journal.replace(moved).catch(() => {})
    return true
  }

  /** Throws where it is not on disk in time; then nothing may be written. */
  async save({ id, url }: AdminTarget, noted: Noted): Promise<void> {
    const written = noted.size === 0 ? null : { url, noted }
    this.doubtful.add(id)
    await withinDeadline(this.journal.save(id, written))
    this.doubtful.delete(id)
    if (written) this.written.set(id, written)
    else this.written.delete(id)
  }

  /** Of these keys, which are gone from the proxy, those that a former run had left: each is answered once. */
  takeLeftovers(proxyId: string, gone: readonly string[]): string[] {
    const left = this.leftovers.get(proxyId)
    return gone.filter((key) => left?.delete(key))
  }

  /** Somebody owns these now. */
  own(proxyId: string, keys: Iterable<string>): void {
    for (const key of keys) this.leftovers.get(proxyId)?.delete(key)
  }
}

async function withinDeadline(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the store has not answered within ${noteWithinMs} ms`)), noteWithinMs)
  })
  try {
    await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
