import type { SteerTx } from '../store'
import { documents } from './documents'
import { createParseOnce } from './parse-once'
import type { Db } from './steer-database'

const parseMesh = createParseOnce(documents.mesh)

export const meshTable = (db: Db): SteerTx['mesh'] => ({
  async get() {
    const row = await db().mesh.findUnique({ where: { id: 1 }, select: { document: true, revision: true } })
    return row ? { document: parseMesh(row.document, 'mesh document'), revision: row.revision } : null
  },
  async put(document) {
    const text = JSON.stringify(document)
    await db().$executeRaw`INSERT INTO mesh (id, document, revision) VALUES (1, ${text}, 1)
      ON CONFLICT (id) DO UPDATE SET document = excluded.document, revision = revision + 1`
    const row = await db().mesh.findUniqueOrThrow({ where: { id: 1 }, select: { revision: true } })
    return { document, revision: row.revision }
  },
})
