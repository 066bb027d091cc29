import type { Evidence } from './change'
import type { Millis, ServiceName } from './names'
import type { RuleMatch } from './policy'

export type Abort = { percent: number; httpStatus?: number | undefined; grpcStatus?: number | undefined }
export type Delay = { percent: number; fixedDelayMs: number }
/** Which requests; a proxy cannot tell query parameters apart where it injects. */
export type FaultMatch = Omit<RuleMatch, 'caller' | 'queryParams'>
export type Guard = { service: ServiceName; metric: 'errorRatio' | 'p95' | 'p99'; above: number }

/** A timed, scoped experiment as posted. Absent version or caller = all. Percent 0..100, down to a ten-thousandth. */
export type FaultSpec = {
  service: ServiceName
  version?: string | undefined
  caller?: ServiceName | undefined
  match?: FaultMatch | undefined
  abort?: Abort | undefined
  delay?: Delay | undefined
  durationSeconds: number
  reason: string
  hypothesis?: string | undefined
  guards?: Guard[] | undefined
}

export type FaultState = 'draft' | 'applying' | 'injecting' | 'not_injecting' | 'removing' | 'ended'
export type FaultOutcome = 'completed' | 'stopped' | 'stopped_by_condition' | 'expired' | 'red_button'

/** Requests per second, and since the start. */
export type InjectionRate = { abortsPerSecond: number; delaysPerSecond: number }

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
  injected: InjectionRate & { aborts: number; delays: number }
  evidence: Evidence[]
}

/** A fault holds its route from the click until its removal is proved. */
export const isFaultActive = (fault: Pick<Fault, 'state'>): boolean => fault.state !== 'ended' && fault.state !== 'draft'
