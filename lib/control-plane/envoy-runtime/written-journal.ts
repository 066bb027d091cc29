import type { Journal, WrittenProxy } from './options'

export type SmallValues = { get(name: string): Promise<string | null>; put(name: string, value: string): Promise<void> }
type Stored = Record<string, { url: string; noted: Record<string, { values: string[]; owner: string }> }>

const name = 'runtime values written'

/** The notes of what was written into proxies, as one small durable value. What cannot be read is not guessed: it throws, and nothing is written. */
export function createWrittenJournal(store: SmallValues): Journal {
  let known: Map<string, WrittenProxy> | null = null
  let last: Promise<unknown> = Promise.resolve()
  const load = async (): Promise<Map<string, WrittenProxy>> => {
    const text = await store.get(name)
    // Written by `save` alone.
    const stored: Stored = text === null ? {} : (JSON.parse(text) as Stored)
    return new Map(Object.entries(stored).map(([id, { url, noted }]) => [id, { url, noted: new Map(Object.entries(noted)) }]))
  }
  const put = async (all: Map<string, WrittenProxy>): Promise<void> => {
    const stored: Stored = Object.fromEntries([...all].map(([id, { url, noted }]) => [id, { url, noted: Object.fromEntries(noted) }]))
    await store.put(name, JSON.stringify(stored))
    known = all
  }
  const inTurn = (body: () => Promise<void>): Promise<void> => {
    const work = last.then(body)
    last = work.catch(() => {})
    return work
  }
  return {
    async load() {
      known = await load()
      return new Map(known)
    },
    save: (proxyId, written) =>
      inTurn(async () => {
        const all = new Map(known ?? (await load()))
        if (written) all.set(proxyId, written)
        else all.delete(proxyId)
        await put(all)
      }),
    replace: (all) =>
      inTurn(async () => {
        // What is saved next builds on it, whatever becomes of this writing.
        known = new Map(all)
        await put(known)
      }),
  }
}
