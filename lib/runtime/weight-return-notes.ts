import type { Millis } from '@/lib/mesh/names'
import type { Store } from '@/lib/store/store'

/** keys: what the admin layer behind `url` holds, or may hold, for the canary's sake. */
export type WeightReturnNote = { proxyId: string; url: string; canaryId: string; keys: string[]; at: Millis }

const noteName = 'weights returned by the admin page'

/** What proxies may hold by their admin pages: in memory only what is stored too. Changes go one after the other, so that none overwrites another. */
export class WeightReturnNotes {
  private notes: readonly WeightReturnNote[] | null = null
  private last: Promise<unknown> = Promise.resolve()
  private readonly values: Pick<Store['steer']['values'], 'get' | 'put'>

  constructor(values: Pick<Store['steer']['values'], 'get' | 'put'>) {
    this.values = values
  }

  /** Empty before the first `load`. */
  list(): readonly WeightReturnNote[] {
    return this.notes ?? []
  }

  load(): Promise<void> {
    return this.inTurn(async () => {
      this.notes ??= await this.read()
    })
  }

  change(edit: (notes: readonly WeightReturnNote[]) => readonly WeightReturnNote[]): Promise<void> {
    return this.inTurn(async () => {
      const next = edit(this.notes ?? (await this.read()))
      await this.values.put(noteName, JSON.stringify(next))
      this.notes = next
    })
  }

  private async read(): Promise<WeightReturnNote[]> {
    const text = await this.values.get(noteName)
    // Written by `change` alone.
    return text === null ? [] : (JSON.parse(text) as WeightReturnNote[])
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.last.then(work)
    this.last = done.catch(() => undefined)
    return done
  }
}
