import type { Evidence } from './change'
import type { FaultReport } from './fault-report'
import type { Millis, ServiceName } from './names'
import type { RuleMatch } from './policy'

export type Abort = { percent: number; httpStatus?: number | undefined; grpcStatus?: number | undefined }
export type Delay = { percent: number; fixedDelayMs: number }
/** The answer is let through no faster than this. */
export type Bandwidth = { percent: number; kibPerSecond: number }
/** Which requests; a proxy cannot tell query parameters apart where it injects. */
export type FaultMatch = Omit<RuleMatch, 'caller' | 'queryParams'>
export type Guard = { service: ServiceName; metric: 'errorRatio' | 'p95' | 'p99'; above: number }

/** Requests, and those of them that failed or, for a latency guard, surely took longer than its bound. */
export type GuardCounts = { requests: number; failures: number }
type Detected = { lnMasses: readonly number[]; usedMass: number; peakLn: number }
/** What a guard has seen since the fault began and what that shows so far; kept with the fault, so that a restart forgets nothing. */
export type GuardEvidence = {
  /** Over the last hour before the start; null where nothing was measured. */
  before: GuardCounts | null
  /** Dispersion by which all evidence is tempered, ≥ 1; 2 where it could not be measured. */
  phi: number
  isDispersionMeasured: boolean
  /** Requests that may depend on the faulted edge, and those that surely do not: the control. */
  reached: GuardCounts
  unreached: GuardCounts
  /** The newest half minute, tick by tick. */
  recent: readonly ({ to: Millis } & GuardCounts)[]
  /** Evidence of "above its bound" by all requests; by the reached ones alone; and of "worse than the control". */
  all: Detected
  arm: Detected
  worse: Detected
}

/** A timed, scoped experiment as posted. Absent version or caller = all. Percent 0..100, down to a ten-thousandth. */
export type FaultSpec = {
  service: ServiceName
  version?: string | undefined
  caller?: ServiceName | undefined
  match?: FaultMatch | undefined
  abort?: Abort | undefined
  delay?: Delay | undefined
  bandwidth?: Bandwidth | undefined
  /** Requests of one proxy that are held (delayed, slowed) at once at most; those beyond pass untouched and are counted as overflow. Default 100. */
  maxActive?: number | undefined
  durationSeconds: number
  reason: string
  hypothesis?: string | undefined
  guards?: Guard[] | undefined
  /** Why it may run beside the canary or the fault that holds its route. */
  overrideLock?: string | undefined
  /** True: whoever starts it knows that on some of its proxies it does not end by itself when Outrider dies. */
  withoutLease?: boolean | undefined
}

export const defaultMaxActive = 100

export type FaultState = 'draft' | 'applying' | 'injecting' | 'not_injecting' | 'removing' | 'ended'
export type FaultOutcome = 'completed' | 'stopped' | 'stopped_by_condition' | 'expired' | 'red_button'

/**
 * Times of a fault in which injections are not counted. isAway: this Outrider began to watch after the fault's start; sharedMs: in windows that hold another fault's
 * injections too; unreadMs: in no window of some proxy (of the one that lacks most).
 */
export type Uncounted = { isAway: boolean; sharedMs: number; unreadMs: number }

/** Requests per second. limitsPerSecond: answers slowed by a bandwidth fault; absent where the fault has none, or nobody counts it. */
export type InjectionRate = { abortsPerSecond: number; delaysPerSecond: number; limitsPerSecond?: number | undefined }
/**
 * Since the start. Proxies count slowed answers and overflows per listener, not per fault: `limits` is absent where that cannot be told apart; `overflows` are
 * all of the fault's proxies, whichever fault they came from, and absent where they could not be read.
 */
export type Injected = InjectionRate & {
  aborts: number
  delays: number
  limits?: number | undefined
  overflows?: number | undefined
  /** Counted in whole windows while it was in force on all its proxies; requests: all in its scope of version and caller, aborted ones included. */
  share?: { requests: number; aborts: number; delays: number } | undefined
  /** true: not all that was injected is in these numbers, so they are "at least"; `uncounted` says why. */
  isPartial?: boolean | undefined
  uncounted?: Uncounted | undefined
}

export type Fault = FaultSpec & {
  id: string
  actor: string
  at: Millis
  state: FaultState
  /** Why it is in this state, where that is not obvious: `no traffic matches`, `frontend-1 has not removed it`. */
  stateReason: string | null
  outcome: FaultOutcome | null
  /** When injecting must be over whatever happens. */
  endsAt: Millis
  endedAt: Millis | null
  revision: number
  /** The outcome that `removing` leads to. */
  stopping: { outcome: FaultOutcome; actor: string; reason: string; at: Millis } | null
  planned: InjectionRate | null
  injected: Injected
  /** Per guard, in its order; absent on a fault without guards. */
  guardEvidence?: GuardEvidence[] | undefined
  /** Made once, when it has ended and the time after it has been counted. */
  report?: FaultReport | undefined
  evidence: Evidence[]
}

/** A fault holds its route from the click until its removal is proved. */
export const isFaultActive = (fault: Pick<Fault, 'state'>): boolean => fault.state !== 'ended' && fault.state !== 'draft'
