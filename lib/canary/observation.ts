import type { Millis } from '@/lib/mesh/names'
import type { Traffic } from './canary-state'
import type { Tick } from './tick'

/** A proxy that calls the service. */
export type CallerProxy = {
  proxyId: string
  answers: boolean
  /** What its configuration, read back at readAt, does with the canary's version; null when it was never read. */
  loaded: Traffic | null
  readAt: Millis | null
  /** Its words when it refused what it was last sent. */
  refusal: string | null
  /** Why it is not further: disconnected, stale, cannot be read. */
  problem: string | null
  /** Endpoints present and not ejected, as it sees them. */
  canaryHealthy: number
  baselineHealthy: number
}

/** step: from 0, for `jump` alone. Every kind but pause, abort and a plain resume needs a reason. */
export type PersonRequest = {
  id: string
  kind: 'pause' | 'resume' | 'promote' | 'abort' | 'jump' | 'supersede' | 'adopt' | 'restore'
  actor: string
  reason: string
  step?: number | undefined
}

/** What the gate of the present step last answered. */
export type GateAnswer = { isOpen: boolean; text: string }

export type WeightOverride = { proxyId: string; key: string }

/** What the loop knows at one moment. */
export type CanaryObservation = {
  requests: readonly PersonRequest[]
  proxies: readonly CallerProxy[]
  /** Ticks closed since the last step, in order. */
  ticks: readonly Tick[]
  /** When the leased values were last sent to the proxies before this step; null when nobody knows. */
  renewedAt: Millis | null
  /** For this many ms nobody renewed them, before this start or while this process stood still: the proxies have ended them. */
  lapsedMs?: Millis | null | undefined
  /** isOwn: the newest edit was written by this canary. */
  policy: { revision: number; isOwn: boolean; words: string }
  /** A weight found in proxies that nobody asked for: both values, in words. */
  drift: string | null
  /** Values of admin layers that decide its service's weights, and that nobody here set: sending again moves nothing there. */
  overrides?: readonly WeightOverride[] | undefined
  /** Another holder of the destination's lock: a fault or another canary. */
  lock: { holder: string } | null
  /** Names of rules that send requests to one of its versions and are not split by it, so that its counts are no fair comparison. */
  unsplitRules?: readonly string[] | undefined
  /** null or absent: it was not asked yet. */
  gate?: GateAnswer | null | undefined
  canaryExists: boolean
  baselineExists: boolean
  /** Instances of the canary's version that should report. */
  canaryInstances: readonly string[]
}
