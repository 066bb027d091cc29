import type { Guard } from './fault'
import type { ServiceName } from './names'

/** What callers of `caller` would see of the aborts, where it passes them on and its own callers try again. */
export type SeenFailures = {
  caller: ServiceName
  requestsPerSecond: number
  /** Tries that one request may have in all, by the policy of `caller`; 1 = no retry of such a failure. */
  tries: number
  /** Share of requests to `caller`, as far as each needs one such call, that still fail; and the load on the faulted route in multiples of today's. 0..1; ≥ 1. With every retry tried: where a breaker lets some go, more is seen at less load. */
  seenRatio: number
  loadFactor: number
}
/** before: its ratio over the last hour. seconds: until it would stop the fault if twice the share it allows went wrong; null where that cannot be said. */
export type GuardForecast = Guard & { before: number | null; seconds: number | null }

/** What a fault would do at the traffic of the last minutes. Rates are requests per second, null where nothing was measured. It changes nothing. */
export type FaultForecast = {
  requestsPerSecond: number | null
  /** A path or header narrows it by a share that nobody counts: the rates are then the most it can be. */
  isUpperBound: boolean
  abortsPerSecond: number | null
  delaysPerSecond: number | null
  limitsPerSecond: number | null
  /** Touched in any way, of all requests of the mesh, 0..1. */
  meshRatio: number | null
  seen: SeenFailures[]
  guards: GuardForecast[]
  sentence: string
  warnings: string[]
}
