import { z } from 'zod'
import type { StoredSlo } from '@/lib/mesh/slo'
import type { SteerTx } from '../store'
import { keyedDocument } from './keyed-document'
import type { Db } from './steer-database'

const slo: z.ZodType<StoredSlo> = z.object({
  service: z.string(),
  windowDays: z.number(),
  availability: z.number().nullable(),
  latency: z.object({ target: z.number(), boundMs: z.number() }).nullable(),
  revision: z.number(),
  actor: z.string(),
  at: z.number(),
})

/** The targets of all services. */
export const slosTable = (db: Db): SteerTx['slos'] =>
  keyedDocument<Omit<StoredSlo, 'revision'>>(db, {
    name: 'slos',
    noun: 'service targets',
    schema: z.object({ revision: z.number(), slos: z.array(slo) }).transform(({ revision, slos }) => ({ revision, items: slos })),
    toStored: ({ revision, items }) => ({ revision, slos: items }),
    keyOf: ({ service }) => service,
  })
