import type { Evidence, InForce } from './change'
import type { Millis, ServiceName } from './names'

/** gate: before the canary goes on from this step, this address has to answer 200. */
export type WeightStep = { kind: 'weight'; weightPercent: number; gate?: { url: string } | undefined }
/** Copies of requests; never judged as harm to users, a person goes on from it. */
export type MirrorStep = { kind: 'mirror'; percent: number }
/** All requests with this header; has no simultaneous control, so it stays UNKNOWN and a person goes on from it. */
export type CohortStep = { kind: 'cohort'; header: string; value: string }
export type CanaryStep = WeightStep | MirrorStep | CohortStep

export type CanaryPhaseName = 'draft' | 'applying' | 'watching' | 'held' | 'promoting' | 'rolling_back' | 'ended'
export type CanaryOutcome = 'promoted' | 'rolled_back' | 'inconclusive' | 'aborted' | 'superseded' | 'expired'
export type CanaryVerdict = 'worse' | 'not_worse' | 'unknown' | 'blind'
export type HoldCause = 'unknown' | 'blind' | 'not_in_force' | 'paused' | 'drift' | 'unhealthy_version' | 'untrusted' | 'approval' | 'gate'
export type OnWorse = 'rollback' | 'hold' | 'shrink'
export type CanaryPreset = 'careful' | 'normal' | 'fast'

/** What a canary is judged by. Fixed when it starts: editing makes a new canary. alpha, margins in 0..1; α is spent once per run, alphaPromote per step. */
export type CanaryParameters = {
  steps: readonly CanaryStep[]
  tickSeconds: number
  /** Left out of the evidence after a step is in force. */
  warmUpSeconds: number
  /** Shortest stay on a step, from when it is in force. */
  holdSeconds: number
  alpha: number
  alphaPromote: number
  marginErrors: number
  marginLatency: number
  blindAfterSeconds: number
  deadlineSeconds: number
  onWorse: OnWorse
  onDeadline: 'rollback' | 'hold'
  onBlind: 'hold' | 'rollback'
  /** Whose weight the proxies keep when Outrider is gone: the stable version's (the step is a lease), or the step's. */
  onLeaseLost: 'revert' | 'keep'
  warmOldSeconds: number
  leaseSeconds: number
}

/** As posted. Everything but service, version and reason has a default; `parameters` replaces single values of the preset. */
export type CanarySpec = {
  service: ServiceName
  version: string
  /** Default: the version with the most weight in the default rule. */
  baseline?: string | undefined
  preset: CanaryPreset
  onWorse?: OnWorse | undefined
  reason: string
  parameters?: { [Key in keyof CanaryParameters]?: CanaryParameters[Key] | undefined } | undefined
  /** Why another holder of the route (a fault) is overridden; the canary waits until that one ends. */
  overrideLock?: string | undefined
}

/** What a person asks of a running canary. `answer` is null until the runtime has decided. */
export type CanaryRequestKind = 'pause' | 'resume' | 'promote' | 'abort'
export type CanaryRequest = {
  id: string
  kind: CanaryRequestKind
  actor: string
  reason: string
  at: Millis
  answer: { accepted: boolean; text: string } | null
}

/** Requests and errors of both arms; `slower`: requests over the page's latency bound among `samples`, null where latency is not measured. */
export type ArmCounts = { requests: number; errors: number; samples: number | null; slower: number | null }

/**
 * One decided tick. step from 1; weight null on an unjudged step. leftOut: why it did not count, null = it counts.
 * The evidence after it, natural logarithms: worseLn against `alarmLn`, the two of notWorseLn (errors, latency) against `requiredLn`.
 */
export type CanaryTick = {
  from: Millis
  to: Millis
  step: number
  weight: number | null
  leftOut: string | null
  canary: ArmCounts
  baseline: ArmCounts
  worseLn: number
  notWorseLn: { errors: number; latency: number | null }
}

/** One line of its life. */
export type CanaryEvent = {
  at: Millis
  kind: 'record' | 'notify' | 'alert' | 'change'
  from: CanaryPhaseName | null
  to: CanaryPhaseName | null
  actor: string
  text: string
}

/** Seconds until harm of this size is likely seen; null: never at this traffic. */
export type CanaryForecast = {
  /** "a doubling of errors would be seen in about 3 min at 4 requests per second". */
  sentence: string
  /** Of both versions together, over the measured range; null when nothing was measured. */
  requestsPerSecond: number | null
  /** 0..1; null when nothing was measured. */
  baseErrorRatio: number | null
  doublingSeconds: number | null
  fourfoldSeconds: number | null
  tenfoldSeconds: number | null
  /** Of a canary that is like its baseline, from the start to 100 %; null values: longer than the deadline; null: no history to simulate on. */
  promotion: { medianSeconds: number | null; p90Seconds: number | null; runs: number } | null
  isDispersionMeasured: boolean
  measured: { from: Millis; to: Millis } | null
}

/** What the numbers say, with what they rest on. Counts are of the whole run. *Ln are natural logarithms. */
export type CanaryJudgement = {
  sentence: string
  harmLn: number
  alarmLn: number
  anytimeP: number
  errors: {
    harmLn: number
    isNamed: boolean
    canary: { requests: number; errors: number }
    baseline: { requests: number; errors: number }
    phi: number
    isDispersionMeasured: boolean
    /** Odds ratio canary : baseline that the counts do not refute, at any time of reading; upper null = unbounded; null before the first counted error. */
    oddsRatio: { lower: number; upper: number | null; estimate: number | null } | null
  }
  /** The bound with the largest evidence; null where no latency is judged. */
  latency: {
    harmLn: number
    isNamed: boolean
    boundMs: number
    boundLn: number
    canary: { samples: number; slower: number }
    baseline: { samples: number; slower: number }
    phi: number
    isDispersionMeasured: boolean
  } | null
  notWorse: { errorsLn: number; latencyLn: number | null; requiredLn: number; boundMs: number | null }
  /** How often a person overrode the verdict, which begins the evidence anew. */
  restarts: number
}

/** A canary as it is shown. */
export type Canary = {
  id: string
  service: ServiceName
  version: string
  baseline: string
  preset: CanaryPreset
  state: CanaryPhaseName
  /** In words: why it is in this state. */
  stateText: string
  outcome: CanaryOutcome | null
  /** From 1; 0 while it has not begun. */
  step: number
  /** Per cent asked of the proxies now. */
  weight: number
  verdict: CanaryVerdict
  untrusted: boolean
  hold: { cause: HoldCause; since: Millis; text: string; exit: string } | null
  /** One row per proxy that calls the service: how far the present weight is. */
  evidence: Evidence[]
  inForce: InForce & { since: Millis | null; laggards: string[] }
  forecast: CanaryForecast
  leaseUntil: Millis
  actor: string
  reason: string
  at: Millis
  startedAt: Millis | null
  endedAt: Millis | null
  parameters: CanaryParameters
  /** Why it has not started yet. */
  problems: string[]
  judgement: CanaryJudgement
  requests: CanaryRequest[]
  overrides: { at: Millis; actor: string; what: string; reason: string }[]
  /** What stands and was alerted. */
  alerts: { key: string; text: string }[]
  /** The changes of policy it made, oldest first; each can be undone. */
  changes: string[]
  /** Until when the old version is to stay reachable after promotion. */
  warmOldUntil: Millis | null
  /** The latency bound that `slower` of the ticks is about. */
  slowerBoundMs: number | null
}

/** With its history: the newest 500 ticks, and every line of its life, oldest first. */
export type CanaryDetail = Canary & { ticks: CanaryTick[]; timeline: CanaryEvent[] }

/** What a start would be. It starts nothing. */
export type CanaryPlanView = {
  service: ServiceName
  version: string
  baseline: string
  preset: CanaryPreset
  parameters: CanaryParameters
  forecast: CanaryForecast
  /** Why it would be refused; empty when it may start. */
  problems: string[]
  /** Worth knowing, and no reason to refuse. */
  warnings: string[]
  /** Who holds the route now: starting needs `overrideLock`. */
  holder: string | null
  /** Proxies that would receive it. */
  proxies: string[]
  policyRevision: number
}

/** A canary's weights as the routes know them. lease: the routes hold weight 0 and the leased layer the step; route: the step stands in the route itself;
 * policy: the routes are the policy's own, the leased layer still stands until they are loaded.
 * unweighted: a step beside the weights, which are 0 then; always leased, and only ever in mode lease. */
export type CanaryOverlay = {
  id: string
  service: ServiceName
  version: string
  baseline: string
  weightPercent: number
  unweighted?: MirrorStep | CohortStep | undefined
  mode: 'lease' | 'route' | 'policy'
}

/** A canary holds its route until it has ended. */
export const isCanaryActive = (canary: { state: CanaryPhaseName }): boolean => canary.state !== 'ended'
