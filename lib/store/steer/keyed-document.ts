import type { z } from 'zod'
import { parseDocument } from './parse-document'
import { smallTables } from './small-tables'
import type { Db } from './steer-database'

type Revisioned<Item> = Item & { revision: number }
/** All of a kind. Its revision counts every edit, so that no item's is ever used twice. */
type Whole<Item> = { revision: number; items: readonly Revisioned<Item>[] }
export type DocumentKind<Item> = {
  /** Under which name it stands among the values. */
  name: string
  /** What it is called where it cannot be read. */
  noun: string
  schema: z.ZodType<Whole<Item>>
  toStored(whole: Whole<Item>): object
  keyOf(item: Item): string
}

/** The few things of one kind, in one document among the values; each is edited by compare-and-swap on its own revision (0: not there). */
export function keyedDocument<Item>(db: Db, { name, noun, schema, toStored, keyOf }: DocumentKind<Item>) {
  const { values } = smallTables(db)
  const read = async (): Promise<Whole<Item>> => {
    const text = await values.get(name)
    return text === null ? { revision: 0, items: [] } : parseDocument(schema, text, noun)
  }
  const write = (whole: Whole<Item>): Promise<void> => values.put(name, JSON.stringify(toStored(whole)))
  return {
    list: async (): Promise<Revisioned<Item>[]> => [...(await read()).items],
    async replace(next: Item, baseRevision: number): Promise<Revisioned<Item> | null> {
      const { revision, items } = await read()
      const [before, others] = [items.find((item) => keyOf(item) === keyOf(next)), items.filter((item) => keyOf(item) !== keyOf(next))]
      if ((before?.revision ?? 0) !== baseRevision) return null
      const saved = { ...next, revision: revision + 1 }
      await write({ revision: saved.revision, items: [...others, saved] })
      return saved
    },
    async remove(key: string, baseRevision: number): Promise<boolean> {
      const { revision, items } = await read()
      if (items.find((item) => keyOf(item) === key)?.revision !== baseRevision) return false
      await write({ revision: revision + 1, items: items.filter((item) => keyOf(item) !== key) })
      return true
    },
  }
}
