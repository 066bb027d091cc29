import type { Store } from '../store'
import { documents } from './documents'
import { parseDocument } from './parse-document'
import type { Db } from './steer-database'

/** Tables of one row shape and one key, with nothing to decide. Every write is one statement. */
export const smallTables = (db: Db): Pick<Store['steer'], 'registrations' | 'values' | 'positions' | 'revision'> => ({
  revision: async () => (await db().desired.findUniqueOrThrow({ where: { id: 1 }, select: { revision: true } })).revision,
  registrations: {
    async list() {
      const rows = await db().registration.findMany({ select: { id: true, identity: true }, orderBy: { id: 'asc' } })
      return rows.map((row) => parseDocument(documents.identity, row.identity, `registration of ${row.id}`))
    },
    async put(identity) {
      const text = JSON.stringify(identity)
      await db().$executeRaw`INSERT INTO registration (id, identity) VALUES (${identity.id}, ${text})
        ON CONFLICT (id) DO UPDATE SET identity = excluded.identity`
    },
    async remove(id) {
      await db().registration.deleteMany({ where: { id } })
    },
  },
  values: {
    get: async (name) => (await db().value.findUnique({ where: { name }, select: { value: true } }))?.value ?? null,
    async put(name, value) {
      await db()
        .$executeRaw`INSERT INTO value (name, value) VALUES (${name}, ${value}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
    },
  },
  positions: {
    async get(view) {
      const row = await db().positions.findUnique({ where: { view }, select: { positions: true } })
      return row ? parseDocument(documents.positions, row.positions, `positions of ${view}`) : {}
    },
    async put(view, positions) {
      const text = JSON.stringify(positions)
      await db().$executeRaw`INSERT INTO positions (view, positions) VALUES (${view}, ${text})
        ON CONFLICT (view) DO UPDATE SET positions = excluded.positions`
    },
    async removeEnding(end) {
      await db().positions.deleteMany({ where: { view: { endsWith: end } } })
    },
  },
})
