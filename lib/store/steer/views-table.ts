import { z } from 'zod'
import type { SavedView } from '@/lib/mesh/saved-view'
import type { SteerTx } from '../store'
import { parseDocument } from './parse-document'
import type { Db } from './steer-database'

const valueName = 'views'
const view: z.ZodType<SavedView> = z.object({
  name: z.string(),
  params: z.record(z.string(), z.string()),
  revision: z.number(),
  actor: z.string(),
  at: z.number(),
})
const stored = z.object({ revision: z.number(), views: z.array(view) })

/** All saved views in one document among the values: there are few. Its revision counts every edit, so that no view's is ever used twice. */
export const viewsTable = (db: Db): SteerTx['views'] => {
  const read = async () => {
    const row = await db().value.findUnique({ where: { name: valueName }, select: { value: true } })
    return row ? parseDocument(stored, row.value, 'saved views') : { revision: 0, views: [] }
  }
  const write = async (document: z.infer<typeof stored>): Promise<void> => {
    const text = JSON.stringify(document)
    await db()
      .$executeRaw`INSERT INTO value (name, value) VALUES (${valueName}, ${text}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
  }
  return {
    list: async () => (await read()).views,
    async replace(next, baseRevision) {
      const { revision, views } = await read()
      const before = views.find(({ name }) => name === next.name)
      if ((before?.revision ?? 0) !== baseRevision) return null
      const saved = { ...next, revision: revision + 1 }
      await write({ revision: saved.revision, views: [...views.filter(({ name }) => name !== next.name), saved] })
      return saved
    },
    async remove(name, baseRevision) {
      const { revision, views } = await read()
      const before = views.find((each) => each.name === name)
      if (!before || before.revision !== baseRevision) return false
      await write({ revision: revision + 1, views: views.filter((each) => each.name !== name) })
      return true
    },
  }
}
