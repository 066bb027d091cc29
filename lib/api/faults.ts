import { z } from 'zod'
import { evidenceSchema } from './changes'
import { reasonSchema, serviceNameSchema, timeOutSchema, versionNameSchema } from './common'
import { ruleMatchSchema } from './policy/rule-match-schema'

const percent = z.number().min(0, 'a percent is between 0 and 100').max(100, 'a percent is between 0 and 100')
const wholeSeconds = 'a fault lasts whole seconds, at least 1'
export const faultSpecSchema = z.strictObject({
  service: serviceNameSchema,
  version: versionNameSchema.optional(),
  caller: serviceNameSchema.optional(),
  match: ruleMatchSchema.omit({ caller: true, queryParams: true }).optional(),
  abort: z
    .strictObject({
      percent,
      httpStatus: z.number().int().min(200).max(599).optional(),
      grpcStatus: z.number().int().min(0).max(16).optional(),
    })
    .optional(),
  delay: z.strictObject({ percent, fixedDelayMs: z.number().int().min(1).max(3_600_000) }).optional(),
  bandwidth: z.strictObject({ percent, kibPerSecond: z.number().int().min(1).max(1_000_000) }).optional(),
  maxActive: z.number().int().min(1).max(10_000).optional(),
  durationSeconds: z
    .number({ error: 'a fault needs an end: durationSeconds' })
    .int(wholeSeconds)
    .min(1, wholeSeconds)
    .max(3600, 'a fault lasts at most 3600 s'),
  reason: reasonSchema,
  hypothesis: z.string().max(2000).optional(),
  guards: z
    .array(z.strictObject({ service: serviceNameSchema, metric: z.enum(['errorRatio', 'p95', 'p99']), above: z.number().nonnegative() }))
    .optional(),
  overrideLock: reasonSchema.optional(),
  withoutLease: z.boolean().optional(),
})
export type FaultSpecWire = z.infer<typeof faultSpecSchema>

const guardCounts = z.object({ requests: z.number(), failures: z.number() })
/** What a guard has seen since the start. `control`: its requests that the fault cannot reach; `progress` 1 stops the fault. */
const guardSeenSchema = z.object({
  seen: guardCounts,
  before: guardCounts.nullable(),
  control: guardCounts.nullable(),
  progress: z.number().min(0).max(1),
  dispersion: z.number(),
  isDispersionMeasured: z.boolean(),
})

/** Counted in whole windows while it was in force on all its proxies. */
const injectedShare = z.object({ requests: z.number(), aborts: z.number(), delays: z.number() })
const rate = z.object({ abortsPerSecond: z.number(), delaysPerSecond: z.number(), limitsPerSecond: z.number().optional() })
export const faultSchema = faultSpecSchema.extend({
  id: z.string(),
  actor: z.string(),
  at: timeOutSchema,
  state: z.enum(['draft', 'applying', 'injecting', 'not_injecting', 'removing', 'ended']),
  stateReason: z.string().nullable(),
  outcome: z.enum(['completed', 'stopped', 'stopped_by_condition', 'expired', 'red_button']).nullable(),
  endsAt: timeOutSchema,
  endedAt: timeOutSchema.nullable(),
  planned: rate.nullable(),
  /** limits: answers slowed by the bandwidth; overflows: let pass untouched, as maxActive were held already. Both absent where they are not known. isPartial: not all that was injected is in them; uncounted: since Outrider was away, for times shared with another fault or not read, in ms. */
  injected: rate.extend({
    aborts: z.number(),
    delays: z.number(),
    limits: z.number().optional(),
    overflows: z.number().optional(),
    share: injectedShare.optional(),
    isPartial: z.boolean().optional(),
    uncounted: z.object({ isAway: z.boolean(), sharedMs: z.number(), unreadMs: z.number() }).optional(),
  }),
  evidence: z.array(evidenceSchema),
  /** Per guard, in its order; absent without guards. */
  guardEvidence: z.array(guardSeenSchema).optional(),
})
export type FaultWire = z.infer<typeof faultSchema>
export const faultLockSchema = z.object({ locked: z.boolean(), reason: z.string(), actor: z.string(), at: timeOutSchema }).nullable()
export const faultsRequestSchema = z.object({
  active: z.enum(['true', 'false']).optional(),
  service: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
export const faultsResponseSchema = z.object({ faults: z.array(faultSchema), lock: faultLockSchema })
export const faultForecastRequestSchema = faultSpecSchema.extend({ reason: z.string().max(2000).default('') })
export type FaultForecastRequest = z.input<typeof faultForecastRequestSchema>
const perSecond = z.number().nullable()
/** What a start would do, from the traffic of the last 5 minutes; `problems` would refuse it. */
export const faultForecastSchema = z.object({
  sentence: z.string(),
  requestsPerSecond: perSecond,
  isUpperBound: z.boolean(),
  abortsPerSecond: perSecond,
  delaysPerSecond: perSecond,
  limitsPerSecond: perSecond,
  meshRatio: z.number().nullable(),
  seen: z.array(
    z.object({ caller: z.string(), requestsPerSecond: z.number(), tries: z.number().int(), seenRatio: z.number(), loadFactor: z.number() }),
  ),
  guards: z.array(
    z.object({
      service: z.string(),
      metric: z.enum(['errorRatio', 'p95', 'p99']),
      above: z.number(),
      before: z.number().nullable(),
      seconds: z.number().nullable(),
    }),
  ),
  warnings: z.array(z.string()),
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
  proxies: z.array(z.string()),
  /** Callers that would not inject it, and why. */
  refusals: z.array(z.object({ proxyId: z.string(), reason: z.string() })),
  /** Why it would not end by itself on some proxies when Outrider dies; null where it ends on all. Starting it then needs `withoutLease`. */
  unleased: z.string().nullable(),
})
export type FaultForecastWire = z.infer<typeof faultForecastSchema>
const period = z.object({ from: timeOutSchema, to: timeOutSchema })
const hopCounts = z.object({
  requests: z.number(),
  errors: z.number(),
  errorRatio: z.number().nullable(),
  p95Ms: z.number().nullable(),
  retries: z.number(),
  aborts: z.number(),
  delays: z.number(),
})
export const faultReportSchema = z.object({
  fault: faultSchema,
  report: z.object({
    at: timeOutSchema,
    isComplete: z.boolean(),
    before: period,
    during: period.nullable(),
    after: period.nullable(),
    hops: z.array(
      z.object({
        source: z.string(),
        target: z.string(),
        isFaulted: z.boolean(),
        before: hopCounts.nullable(),
        during: hopCounts.nullable(),
        after: hopCounts.nullable(),
      }),
    ),
    outcomes: z.array(
      z.object({ service: z.string(), kind: z.enum(['passed_on', 'absorbed_by_retry', 'absorbed', 'not_shown']), sentence: z.string() }),
    ),
    sentences: z.array(z.string()),
  }),
  markdown: z.string(),
})
export type FaultReportWire = z.infer<typeof faultReportSchema>
export const stopRequestSchema = z.strictObject({ reason: reasonSchema })
export const stopAllResponseSchema = z.object({
  stopped: z.array(z.string()),
  locked: z.literal(true),
  proxies: z.array(z.object({ proxyId: z.string(), stopped: z.boolean(), problem: z.string().optional() })),
})
export const releaseResponseSchema = z.object({ locked: z.literal(false) })
