import { z } from 'zod'
import { evidenceSchema } from './changes'
import { reasonSchema, serviceNameSchema, timeOutSchema, versionNameSchema } from './common'

const seconds = (least: number, most: number) => z.number().min(least, `use at least ${least} s`).max(most, `use at most ${most} s`)
const margin = z
  .number()
  .gt(0, 'use more than 0: that a version is no worse by 0 can never be shown')
  .max(0.05, 'use at most 0.05, which is 5 points')
const stepSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('weight'),
    weightPercent: z.number(),
    gate: z.strictObject({ url: z.url({ protocol: /^https?$/, error: 'an http or https address' }).max(2000) }).optional(),
  }),
  z.strictObject({ kind: z.literal('mirror'), percent: z.number() }),
  z.strictObject({ kind: z.literal('cohort'), header: z.string(), value: z.string() }),
])
export const canaryPresetSchema = z.enum(['careful', 'normal', 'fast'])
export const onWorseSchema = z.enum(['rollback', 'hold', 'shrink'])
/** Single values in place of the preset's. Seconds; ratios are 0..1. */
const parametersRequestSchema = z
  .strictObject({
    steps: z.array(stepSchema).min(1, 'a canary has at least one step').max(10, 'a canary has at most 10 steps'),
    tickSeconds: seconds(5, 300),
    warmUpSeconds: seconds(0, 3600),
    holdSeconds: seconds(30, 86_400),
    alpha: z.number().min(0.001, 'use at least 0.001').max(0.05, 'use at most 0.05'),
    alphaPromote: z.number().gt(0, 'use more than 0').max(0.2, 'use at most 0.2'),
    marginErrors: margin,
    marginLatency: margin,
    blindAfterSeconds: seconds(5, 3600),
    deadlineSeconds: seconds(60, 7 * 86_400),
    onWorse: onWorseSchema,
    onDeadline: z.enum(['rollback', 'hold']),
    onBlind: z.enum(['hold', 'rollback']),
    onLeaseLost: z.enum(['revert', 'keep']),
    warmOldSeconds: seconds(0, 86_400),
    leaseSeconds: seconds(30, 3600),
  })
  .partial()

export const canarySpecSchema = z.strictObject({
  service: serviceNameSchema,
  version: versionNameSchema,
  baseline: versionNameSchema.optional(),
  preset: canaryPresetSchema.default('normal'),
  onWorse: onWorseSchema.optional(),
  reason: reasonSchema,
  parameters: parametersRequestSchema.optional(),
  overrideLock: reasonSchema.optional(),
})
export type CanarySpecWire = z.input<typeof canarySpecSchema>
export const canaryForecastRequestSchema = canarySpecSchema.omit({ reason: true, overrideLock: true })
export type CanaryForecastRequest = z.input<typeof canaryForecastRequestSchema>

const parametersSchema = z.object({
  steps: z.array(stepSchema),
  tickSeconds: z.number(),
  warmUpSeconds: z.number(),
  holdSeconds: z.number(),
  alpha: z.number(),
  alphaPromote: z.number(),
  marginErrors: z.number(),
  marginLatency: z.number(),
  blindAfterSeconds: z.number(),
  deadlineSeconds: z.number(),
  onWorse: onWorseSchema,
  onDeadline: z.enum(['rollback', 'hold']),
  onBlind: z.enum(['hold', 'rollback']),
  onLeaseLost: z.enum(['revert', 'keep']),
  warmOldSeconds: z.number(),
  leaseSeconds: z.number(),
})

export const canaryForecastSchema = z.object({
  sentence: z.string(),
  requestsPerSecond: z.number().nullable(),
  baseErrorRatio: z.number().nullable(),
  doublingSeconds: z.number().nullable(),
  fourfoldSeconds: z.number().nullable(),
  tenfoldSeconds: z.number().nullable(),
  promotion: z.object({ medianSeconds: z.number().nullable(), p90Seconds: z.number().nullable(), runs: z.number().int() }).nullable(),
  isDispersionMeasured: z.boolean(),
  measured: z.object({ from: timeOutSchema, to: timeOutSchema }).nullable(),
})

const phaseSchema = z.enum(['draft', 'applying', 'watching', 'held', 'promoting', 'rolling_back', 'ended'])
const requestCounts = z.object({ requests: z.number().int(), errors: z.number().int() })
const slowerCounts = z.object({ samples: z.number().int(), slower: z.number().int() })
const judgementSchema = z.object({
  sentence: z.string(),
  harmLn: z.number(),
  alarmLn: z.number(),
  anytimeP: z.number(),
  errors: z.object({
    harmLn: z.number(),
    isNamed: z.boolean(),
    canary: requestCounts,
    baseline: requestCounts,
    phi: z.number(),
    isDispersionMeasured: z.boolean(),
    oddsRatio: z.object({ lower: z.number(), upper: z.number().nullable(), estimate: z.number().nullable() }).nullable(),
  }),
  latency: z
    .object({
      harmLn: z.number(),
      isNamed: z.boolean(),
      boundMs: z.number(),
      boundLn: z.number(),
      canary: slowerCounts,
      baseline: slowerCounts,
      phi: z.number(),
      isDispersionMeasured: z.boolean(),
    })
    .nullable(),
  notWorse: z.object({
    errorsLn: z.number(),
    latencyLn: z.number().nullable(),
    requiredLn: z.number(),
    boundMs: z.number().nullable(),
  }),
  restarts: z.number().int(),
})

const requestSchema = z.object({
  id: z.string(),
  kind: z.enum(['pause', 'resume', 'promote', 'abort']),
  actor: z.string(),
  reason: z.string(),
  at: timeOutSchema,
  answer: z.object({ accepted: z.boolean(), text: z.string() }).nullable(),
})

export const canarySchema = z.object({
  id: z.string(),
  service: z.string(),
  version: z.string(),
  baseline: z.string(),
  preset: canaryPresetSchema,
  state: phaseSchema,
  stateText: z.string(),
  outcome: z.enum(['promoted', 'rolled_back', 'inconclusive', 'aborted', 'superseded', 'expired']).nullable(),
  step: z.number().int(),
  weight: z.number(),
  verdict: z.enum(['worse', 'not_worse', 'unknown', 'blind']),
  untrusted: z.boolean(),
  hold: z
    .object({
      cause: z.enum(['unknown', 'blind', 'not_in_force', 'paused', 'drift', 'unhealthy_version', 'untrusted', 'approval', 'gate']),
      since: timeOutSchema,
      text: z.string(),
      exit: z.string(),
    })
    .nullable(),
  evidence: z.array(evidenceSchema),
  inForce: z.object({
    loaded: z.number().int(),
    observed: z.number().int(),
    total: z.number().int(),
    since: timeOutSchema.nullable(),
    laggards: z.array(z.string()),
  }),
  forecast: canaryForecastSchema,
  leaseUntil: timeOutSchema,
  actor: z.string(),
  reason: z.string(),
  at: timeOutSchema,
  startedAt: timeOutSchema.nullable(),
  endedAt: timeOutSchema.nullable(),
  parameters: parametersSchema,
  problems: z.array(z.string()),
  judgement: judgementSchema,
  requests: z.array(requestSchema),
  overrides: z.array(z.object({ at: timeOutSchema, actor: z.string(), what: z.string(), reason: z.string() })),
  alerts: z.array(z.object({ key: z.string(), text: z.string() })),
  changes: z.array(z.string()),
  warmOldUntil: timeOutSchema.nullable(),
  slowerBoundMs: z.number().nullable(),
})
export type CanaryWire = z.infer<typeof canarySchema>

const armSchema = z.object({
  requests: z.number().int(),
  errors: z.number().int(),
  samples: z.number().int().nullable(),
  slower: z.number().int().nullable(),
})
export const canaryTickSchema = z.object({
  from: timeOutSchema,
  to: timeOutSchema,
  step: z.number().int(),
  weight: z.number().nullable(),
  leftOut: z.string().nullable(),
  canary: armSchema,
  baseline: armSchema,
  worseLn: z.number(),
  notWorseLn: z.object({ errors: z.number(), latency: z.number().nullable() }),
})
export const canaryEventSchema = z.object({
  at: timeOutSchema,
  kind: z.enum(['record', 'notify', 'alert', 'change']),
  from: phaseSchema.nullable(),
  to: phaseSchema.nullable(),
  actor: z.string(),
  text: z.string(),
})
export const canaryDetailSchema = canarySchema.extend({ ticks: z.array(canaryTickSchema), timeline: z.array(canaryEventSchema) })
export type CanaryDetailWire = z.infer<typeof canaryDetailSchema>

export const canariesRequestSchema = z.object({
  active: z.enum(['true', 'false']).optional(),
  service: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
export const canariesResponseSchema = z.object({ canaries: z.array(canarySchema) })
export const canaryActionSchema = z.strictObject({ reason: reasonSchema })
export const canaryPlanSchema = z.object({
  service: z.string(),
  version: z.string(),
  baseline: z.string(),
  preset: canaryPresetSchema,
  parameters: parametersSchema,
  forecast: canaryForecastSchema,
  problems: z.array(z.string()),
  warnings: z.array(z.string()),
  holder: z.string().nullable(),
  proxies: z.array(z.string()),
  policyRevision: z.number().int(),
})
export type CanaryPlanWire = z.infer<typeof canaryPlanSchema>
