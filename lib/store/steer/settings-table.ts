import { z } from 'zod'
import { initialSettings, type StoredSettings, weekdays } from '@/lib/mesh/settings'
import type { SteerTx } from '../store'
import { parseDocument } from './parse-document'
import type { Db } from './steer-database'

const stored: z.ZodType<StoredSettings> = z.object({
  revision: z.number(),
  settings: z.object({
    faults: z.object({
      protectedServices: z.array(z.string()),
      allowedHours: z.object({ timeZone: z.string(), days: z.array(z.enum(weekdays)), from: z.string(), to: z.string() }).nullable(),
      caps: z.array(
        z.object({
          service: z.string(),
          percent: z.number().optional(),
          requestsPerSecond: z.number().optional(),
          durationSeconds: z.number().optional(),
        }),
      ),
      budgetPercent: z.number().nullable(),
    }),
  }),
})

/** One small document among the values. */
export const settingsTable = (db: Db): SteerTx['settings'] => {
  const get = async (): Promise<StoredSettings> => {
    const row = await db().value.findUnique({ where: { name: 'settings' }, select: { value: true } })
    return row ? parseDocument(stored, row.value, 'settings') : { settings: initialSettings, revision: 0 }
  }
  return {
    get,
    async replace(settings, baseRevision) {
      if ((await get()).revision !== baseRevision) return null
      const next: StoredSettings = { settings, revision: baseRevision + 1 }
      const text = JSON.stringify(next)
      await db()
        .$executeRaw`INSERT INTO value (name, value) VALUES ('settings', ${text}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
      return next.revision
    },
  }
}
