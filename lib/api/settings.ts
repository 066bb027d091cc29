import { z } from 'zod'
import { weekdays } from '@/lib/mesh/settings'
import { reasonSchema, serviceNameSchema } from './common'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written HH:MM')
const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
export const settingsDocumentSchema = z.strictObject({
  faults: z.strictObject({
    protectedServices: z
      .array(
        z
          .string()
          .max(253)
          .regex(/^[^\s/|@>*]+\/([^\s/|@>*]+|\*)$/, 'write namespace/name, or namespace/* for a whole namespace'),
      )
      .max(1000),
    allowedHours: z
      .strictObject({
        timeZone: z.string().max(64).refine(isTimeZone, 'a time zone is written like Europe/Berlin or UTC'),
        days: z.array(z.enum(weekdays)).min(1, 'name at least one day'),
        from: clock,
        to: clock,
      })
      .nullable(),
    caps: z
      .array(
        z.strictObject({
          service: serviceNameSchema,
          percent: z.number().min(0).max(100).optional(),
          requestsPerSecond: z.number().nonnegative().optional(),
          durationSeconds: z.number().int().min(1).max(3600).optional(),
        }),
      )
      .max(1000),
    budgetPercent: z.number().min(0).max(100).nullable(),
  }),
})
export const settingsRequestSchema = z.strictObject({ settings: settingsDocumentSchema, reason: reasonSchema })
export const settingsResponseSchema = z.object({ settings: settingsDocumentSchema, revision: z.number().int() })
export type SettingsWire = z.infer<typeof settingsResponseSchema>
