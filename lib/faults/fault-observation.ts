import type { GuardEvidence, Injected } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'

/** Injections of one fault's scope that one proxy counted between two scrapes. */
export type InjectionWindow = { from: Millis; to: Millis; aborts: number; delays: number }

/** The fault as found in a proxy's running configuration: its gate and the percentages in force, null where none is. */
export type FaultReadBack = {
  at: Millis
  hasGate: boolean
  abortPercent: number | null
  delayPercent: number | null
  bandwidthPercent: number | null
}

/** Injections in one fault's scope that a proxy has counted since its start, read right after it was found to hold no percentage of that fault. */
export type CleanRead = { at: Millis; aborts: number; delays: number; limits: number }

/** What is known of one consumer proxy of the fault's destination. */
export type ProxyObservation = {
  proxyId: string
  connected: boolean
  syncedRevision: number
  /** Its words when it refused what it was last sent. */
  refusal: string | null
  /** The newest read-back; null when it was never read. */
  loaded: FaultReadBack | null
  /** Why it could not be read back in the last round. */
  readProblem: string | null
  /** The newest read-backs that found the fault gone, oldest first. */
  cleanReads: readonly CleanRead[]
  /** The newest windows, a few are enough, in any order. */
  windows: readonly InjectionWindow[]
  /** It slowed answers between its two newest read-backs. */
  hasLimited?: boolean | undefined
  /** Another fault slows answers there too, and nothing tells whose they were. */
  isLimitShared?: boolean | undefined
  /** false: what it was told stays until somebody takes it out, as in a proxy that Outrider does not configure. Absent: leased values end by themselves. */
  hasOwnClock?: boolean | undefined
  /** false: it never took the fault, so what it injects in that scope is somebody else's. */
  hasTaken?: boolean | undefined
  /** To where its counters are in windows; null: they never were; absent: not known. */
  readTo?: Millis | null | undefined
}

export type FaultObservation = {
  proxies: readonly ProxyObservation[]
  /** When the leases were last renewed before this step; null when nobody knows. */
  renewedAt: Millis | null
  /** For this many ms Outrider was away before this start, or stood still: the proxies have ended the fault, so it is expired. Else null. */
  lapsedMs: number | null
  /** Since when this Outrider watches: that a proxy is not seen says nothing until it had time to come back. */
  watchedSince: Millis
  /** Requests per second in the fault's scope, aborted ones included; null when not measured. */
  requestsPerSecond: number | null
  /** Injections since the fault began, over all proxies. */
  totals: {
    aborts: number
    delays: number
    limits?: number | undefined
    overflows?: number | undefined
    limitsPerSecond?: number | undefined
    share?: Injected['share']
    sharedMs?: number | undefined
    unreadMs?: number | undefined
  }
  /** Per guard of the fault, in its order: the evidence with all windows that came in. */
  guards: readonly GuardEvidence[]
}
