import { z } from 'zod'
import type { StoredSlo } from '@/lib/mesh/slo'
import type { SteerTx } from '../store'
import { parseDocument } from './parse-document'
import type { Db } from './steer-database'

const valueName = 'slos'
const slo: z.ZodType<StoredSlo> = z.object({
  service: z.string(),
  windowDays: z.number(),
  availability: z.number().nullable(),
  latency: z.object({ target: z.number(), boundMs: z.number() }).nullable(),
  revision: z.number(),
  actor: z.string(),
  at: z.number(),
})
const stored = z.object({ revision: z.number(), slos: z.array(slo) })

/** The targets of all services in one document among the values. Its revision counts every edit, so that no target's is ever used twice. */
export const slosTable = (db: Db): SteerTx['slos'] => {
  const read = async () => {
    const row = await db().value.findUnique({ where: { name: valueName }, select: { value: true } })
    return row ? parseDocument(stored, row.value, 'service targets') : { revision: 0, slos: [] }
  }
  const write = async (document: z.infer<typeof stored>): Promise<void> => {
    const text = JSON.stringify(document)
    await db()
      .$executeRaw`INSERT INTO value (name, value) VALUES (${valueName}, ${text}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
  }
  return {
    list: async () => (await read()).slos,
    async replace(next, baseRevision) {
      const { revision, slos } = await read()
      if ((slos.find(({ service }) => service === next.service)?.revision ?? 0) !== baseRevision) return null
      const saved = { ...next, revision: revision + 1 }
      await write({ revision: saved.revision, slos: [...slos.filter(({ service }) => service !== next.service), saved] })
      return saved
    },
    async remove(service, baseRevision) {
      const { revision, slos } = await read()
      if (slos.find((each) => each.service === service)?.revision !== baseRevision) return false
      await write({ revision: revision + 1, slos: slos.filter((each) => each.service !== service) })
      return true
    },
  }
}
