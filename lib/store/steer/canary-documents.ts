import { z } from 'zod'
import type { CanaryRecord, StoredTick } from '@/lib/canary/canary-record'
import type { CanaryEvent } from '@/lib/mesh/canary'
import { documents } from './documents'

// What the JSON columns of the canary tables hold. These check shape only: meaning was checked before it was stored.
const numbers = z.array(z.number())
const step = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('weight'), weightPercent: z.number(), gate: z.object({ url: z.string() }).optional() }),
  z.object({ kind: z.literal('mirror'), percent: z.number() }),
  z.object({ kind: z.literal('cohort'), header: z.string(), value: z.string() }),
])
const parameters = z.object({
  steps: z.array(step),
  tickSeconds: z.number(),
  warmUpSeconds: z.number(),
  holdSeconds: z.number(),
  alpha: z.number(),
  alphaPromote: z.number(),
  marginErrors: z.number(),
  marginLatency: z.number(),
  blindAfterSeconds: z.number(),
  deadlineSeconds: z.number(),
  onWorse: z.enum(['rollback', 'hold', 'shrink']),
  onDeadline: z.enum(['rollback', 'hold']),
  onBlind: z.enum(['hold', 'rollback']),
  onLeaseLost: z.enum(['revert', 'keep']),
  warmOldSeconds: z.number(),
  leaseSeconds: z.number(),
})
const plan = z.object({
  id: z.string(),
  service: z.string(),
  version: z.string(),
  baseline: z.string(),
  parameters,
  actor: z.string(),
  reason: z.string(),
  overrideLock: z.string().nullable(),
})
const pairs = z.record(z.string(), z.object({ n: z.number(), x: z.number() }))
const dispersion = z.object({ phi: z.number(), mean: z.number().nullable(), differences: z.number(), isMeasured: z.boolean() })
const baseline = z.object({
  history: pairs,
  errors: dispersion,
  bounds: z.array(z.object({ boundMs: z.number(), dispersion, history: pairs })),
  promotionBoundMs: z.number().nullable(),
})
const outcome = z.enum(['promoted', 'rolled_back', 'inconclusive', 'aborted', 'superseded', 'expired'])
const cause = z.enum(['unknown', 'blind', 'not_in_force', 'paused', 'drift', 'unhealthy_version', 'untrusted', 'approval', 'gate'])
const since = z.number()
const text = z.string()
const phase = z.discriminatedUnion('name', [
  z.object({ name: z.literal('draft'), since, problems: z.array(z.string()) }),
  z.object({ name: z.literal('applying'), since }),
  z.object({ name: z.literal('watching'), since }),
  z.object({ name: z.literal('held'), cause, since, text, exit: z.string() }),
  z.object({ name: z.literal('promoting'), since }),
  z.object({ name: z.literal('rolling_back'), since, outcome, text, laggards: z.array(z.string()) }),
  z.object({ name: z.literal('ended'), since, outcome, text }),
])
const cell = { nc: z.number(), nb: z.number(), xc: z.number(), xb: z.number() }
const sums = { sums: numbers, past: z.record(z.string(), z.object(cell)), total: z.object(cell) }
const evidence = z.object({
  version: z.string(),
  errors: z.object(sums),
  latency: z.array(z.object({ ...sums, boundMs: z.number() })),
  halves: z.object({ forward: numbers, backward: numbers, hasAlarmed: z.boolean() }),
  step: z.object({ errors: z.number(), latency: z.number().nullable(), ticks: z.number(), canaryRequests: z.number() }),
  ticks: z.number(),
  peakLn: z.number(),
  isWorse: z.boolean(),
  restarts: z.number(),
})
const state = z.object({
  plan,
  baseline,
  phase,
  step: z.number(),
  stepEntry: z.number(),
  goal: z.enum(['step', 'promotion']),
  traffic: step,
  trafficSince: z.number(),
  inForceSince: z.number().nullable(),
  startedAt: z.number().nullable(),
  at: z.number(),
  leaseUntil: z.number(),
  policyRevision: z.number(),
  paused: z.object({ actor: z.string(), reason: z.string() }).nullable(),
  isTrustAccepted: z.boolean(),
  hasShrunk: z.boolean(),
  evidence,
  verdict: z.enum(['worse', 'not_worse', 'unknown', 'blind']),
  decidedUntil: z.number().nullable(),
  completeUntil: z.number().nullable(),
  instancesSeen: z.array(z.string()),
  aside: z.object({ sums: numbers, total: z.object(cell) }).optional(),
  split: z.object({ canary: z.number(), baseline: z.number() }),
  recentBaseline: z.array(z.object({ n: z.number(), x: z.number() })),
  alerts: z.array(z.string()),
  overrides: z.array(z.object({ at: z.number(), actor: z.string(), what: z.string(), reason: z.string() })),
  answered: z.array(z.string()),
  warmOldUntil: z.number().nullable(),
})
const seconds = z.number().nullable()
const forecast = z.object({
  sentence: z.string(),
  requestsPerSecond: z.number().nullable(),
  baseErrorRatio: z.number().nullable(),
  doublingSeconds: seconds,
  fourfoldSeconds: seconds,
  tenfoldSeconds: seconds,
  promotion: z.object({ medianSeconds: seconds, p90Seconds: seconds, runs: z.number() }).nullable(),
  isDispersionMeasured: z.boolean(),
  measured: z.object({ from: z.number(), to: z.number() }).nullable(),
})
const record: z.ZodType<CanaryRecord> = z.object({
  state,
  preset: z.enum(['careful', 'normal', 'fast']),
  at: z.number(),
  forecast,
  evidence: documents.evidence,
  changes: z.array(z.string()),
  ownRevision: z.number().nullable(),
  alertTexts: z.record(z.string(), z.string()),
  holdsLease: z.boolean(),
  endRevision: z.number().nullable(),
})

const latency = z.object({
  canary: z.number(),
  baseline: z.number(),
  slower: z.array(z.object({ boundMs: z.number(), canary: z.number(), baseline: z.number() })),
})
const tick: z.ZodType<StoredTick> = z.object({
  decided: z.object({
    tick: z.object({
      from: z.number(),
      to: z.number(),
      strata: z.array(z.object({ ...cell, caller: z.string(), latency: latency.nullable(), halves: z.object(cell).nullish() })),
      dirty: z.string().nullable(),
      isComplete: z.boolean(),
      instances: z.array(z.string()),
    }),
    step: z.number(),
    stepEntry: z.number(),
    restarts: z.number(),
    weightPercent: z.number().nullable(),
    leftOut: z.string().nullable(),
  }),
  harmLn: z.number(),
  errorsLn: z.number(),
  boundsLn: numbers,
  notWorseLn: z.object({ errors: z.number(), latency: z.number().nullable() }),
  version: z.string(),
})

const phaseName = z.enum(['draft', 'applying', 'watching', 'held', 'promoting', 'rolling_back', 'ended']).nullable()
const event: z.ZodType<CanaryEvent> = z.object({
  at: z.number(),
  kind: z.enum(['record', 'notify', 'alert', 'change']),
  from: phaseName,
  to: phaseName,
  actor: z.string(),
  text: z.string(),
})

const requestKind = z.enum(['pause', 'resume', 'promote', 'abort'])

export const canaryDocuments = { record, tick, event, requestKind, baseline, runEvidence: evidence }
