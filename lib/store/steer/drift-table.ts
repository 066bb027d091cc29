import { z } from 'zod'
import type { Drift } from '@/lib/mesh/drift'
import type { SteerTx } from '../store'
import { documents } from './documents'
import { parseDocument } from './parse-document'
import type { Db } from './steer-database'

const way = z.union([z.object({ possible: z.literal(true) }), z.object({ possible: z.literal(false), reason: z.string() })])
const drift: z.ZodType<Drift> = z.object({
  id: z.string(),
  kind: z.enum(['runtime_override', 'foreign_fault', 'foreign_routes', 'foreign_control_plane', 'unused_policy']),
  proxyId: z.string().nullable(),
  service: z.string().nullable(),
  subject: z.string(),
  sentence: z.string(),
  diff: z.array(
    z.object({ kind: z.enum(['same', 'removed', 'added']), before: z.number().nullable(), after: z.number().nullable(), text: z.string() }),
  ),
  policy: documents.policy.nullable(),
  // Written before drift knew its revision.
  policyRevision: z.number().nullable().default(null),
  adopt: way,
  overwrite: way,
  since: z.number(),
  seenAt: z.number(),
  ignored: z.object({ until: z.number(), actor: z.string(), reason: z.string() }).nullable(),
  asked: z.object({ actor: z.string(), reason: z.string(), at: z.number(), problem: z.string().nullable() }).nullable(),
})
const prefix = 'drift:'

/** Found drift, each a small document among the values. */
export const driftTable = (db: Db): SteerTx['drift'] => ({
  async list() {
    const rows = await db().value.findMany({
      where: { name: { startsWith: prefix } },
      select: { name: true, value: true },
      orderBy: { name: 'asc' },
    })
    return rows.map((row) => parseDocument(drift, row.value, row.name))
  },
  async get(id) {
    const row = await db().value.findUnique({ where: { name: prefix + id }, select: { value: true } })
    return row ? parseDocument(drift, row.value, `drift ${id}`) : null
  },
  async put(found) {
    const [name, text] = [prefix + found.id, JSON.stringify(found)]
    await db()
      .$executeRaw`INSERT INTO value (name, value) VALUES (${name}, ${text}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
  },
  async remove(id) {
    await db().value.deleteMany({ where: { name: prefix + id } })
  },
})
