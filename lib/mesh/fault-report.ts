import type { Millis, ServiceName } from './names'

export type Period = { from: Millis; to: Millis }
/** Windows of a period: whole ones before and after, during it also those that span its ends. p95Ms: middle of the interval that surely holds it. Ratios 0..1; null without requests. */
export type HopCounts = {
  requests: number
  errors: number
  errorRatio: number | null
  p95Ms: number | null
  retries: number
  aborts: number
  delays: number
}
/** Calls of one service to another, as the caller counted them; null where no window of the period was read. */
export type FaultHop = {
  source: ServiceName
  target: ServiceName
  isFaulted: boolean
  before: HopCounts | null
  during: HopCounts | null
  after: HopCounts | null
}
/** Of one service above the fault: what failed for it, and what it let its own callers see. */
export type HopOutcome = {
  service: ServiceName
  kind: 'passed_on' | 'absorbed_by_retry' | 'absorbed' | 'not_shown'
  sentence: string
}

/** What a fault did, from the windows before, during and after it. */
export type FaultReport = {
  at: Millis
  /** False: the time after it is not over, or not read. */
  isComplete: boolean
  before: Period
  during: Period | null
  after: Period | null
  hops: FaultHop[]
  outcomes: HopOutcome[]
  sentences: string[]
}
