import { z } from 'zod'
import type { SelfTest } from '@/lib/canary/self-test'
import type { SteerTx } from '../store'
import { canaryDocuments } from './canary-documents'
import { parseDocument } from './parse-document'
import type { Db } from './steer-database'

const selfTest: z.ZodType<SelfTest> = z.object({
  id: z.string(),
  service: z.string(),
  arms: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('versions'), first: z.string(), second: z.string() }),
    z.object({ kind: z.literal('instances'), version: z.string() }),
  ]),
  actor: z.string(),
  reason: z.string(),
  startedAt: z.number(),
  stopped: z.object({ at: z.number(), actor: z.string(), reason: z.string() }).nullable(),
  runs: z.number(),
  falseAlarms: z.number(),
  ticks: z.number(),
  lastAlarm: z.object({ at: z.number(), sentence: z.string() }).nullable(),
  run: z.object({ since: z.number(), baseline: canaryDocuments.baseline, evidence: canaryDocuments.runEvidence }).nullable(),
  waiting: z.string().nullable(),
})
const prefix = 'self-test:'

/** A/A tests, each a small document among the values. */
export const selfTestsTable = (db: Db): SteerTx['selfTests'] => ({
  async list() {
    const rows = await db().value.findMany({
      where: { name: { startsWith: prefix } },
      select: { name: true, value: true },
      orderBy: { name: 'asc' },
    })
    return rows.map((row) => parseDocument(selfTest, row.value, row.name))
  },
  async get(id) {
    const row = await db().value.findUnique({ where: { name: prefix + id }, select: { value: true } })
    return row ? parseDocument(selfTest, row.value, `self-test ${id}`) : null
  },
  async put(test) {
    const [name, text] = [prefix + test.id, JSON.stringify(test)]
    await db()
      .$executeRaw`INSERT INTO value (name, value) VALUES (${name}, ${text}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
  },
})
