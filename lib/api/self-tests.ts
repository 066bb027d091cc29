import { z } from 'zod'
import { reasonSchema, serviceNameSchema, timeOutSchema, versionNameSchema } from './common'

const armsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('versions'), first: z.string(), second: z.string() }),
  z.object({ kind: z.literal('instances'), version: z.string() }),
])
export const selfTestSchema = z.object({
  id: z.string(),
  service: z.string(),
  arms: armsSchema,
  actor: z.string(),
  reason: z.string(),
  startedAt: timeOutSchema,
  stopped: z.object({ at: timeOutSchema, actor: z.string(), reason: z.string() }).nullable(),
  runs: z.number().int(),
  falseAlarms: z.number().int(),
  ticks: z.number().int(),
  lastAlarm: z.object({ at: timeOutSchema, sentence: z.string() }).nullable(),
  /** When the present run began, and how far its evidence is from an alarm (natural logarithms); null between runs. */
  run: z.object({ since: timeOutSchema, harmLn: z.number(), alarmLn: z.number() }).nullable(),
  /** Why nothing is counted now; null while it counts. */
  waiting: z.string().nullable(),
  sentence: z.string(),
})
export type SelfTestWire = z.infer<typeof selfTestSchema>
export const selfTestsResponseSchema = z.object({ selfTests: z.array(selfTestSchema) })

/** Two versions that are equal; without them two halves of the instances of the version with the most weight. */
export const selfTestSpecSchema = z.strictObject({
  service: serviceNameSchema,
  versions: z.tuple([versionNameSchema, versionNameSchema]).optional(),
  reason: reasonSchema,
})
export type SelfTestSpecWire = z.input<typeof selfTestSpecSchema>
export const stopSelfTestSchema = z.strictObject({ reason: reasonSchema })
