import { z } from 'zod'
import type { SavedView } from '@/lib/mesh/saved-view'
import type { SteerTx } from '../store'
import { keyedDocument } from './keyed-document'
import type { Db } from './steer-database'

const view: z.ZodType<SavedView> = z.object({
  name: z.string(),
  params: z.record(z.string(), z.string()),
  revision: z.number(),
  actor: z.string(),
  at: z.number(),
})

/** All saved views. */
export const viewsTable = (db: Db): SteerTx['views'] =>
  keyedDocument<Omit<SavedView, 'revision'>>(db, {
    name: 'views',
    noun: 'saved views',
    schema: z.object({ revision: z.number(), views: z.array(view) }).transform(({ revision, views }) => ({ revision, items: views })),
    toStored: ({ revision, items }) => ({ revision, views: items }),
    keyOf: ({ name }) => name,
  })
