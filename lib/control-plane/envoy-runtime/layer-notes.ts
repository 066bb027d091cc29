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
