import type { CanaryForecast, CanaryPreset } from '@/lib/mesh/canary'
import type { Evidence } from '@/lib/mesh/change'
import type { Millis } from '@/lib/mesh/names'
import type { CanaryCommand, CanaryState } from './canary-state'

/** A canary as it is kept: the controller's state, and what others look at. Plain values, one JSON document. */
export type CanaryRecord = {
  state: CanaryState
  preset: CanaryPreset
  /** When it was posted. */
  at: Millis
  forecast: CanaryForecast
  /** Per caller proxy: how far the present traffic is. */
  evidence: Evidence[]
  /** Ids of the changes of policy it made, oldest first, and the revision that the newest of them made. */
  changes: string[]
  ownRevision: number | null
  alertTexts: Record<string, string>
  /** False once its values are out of the proxies: an ended canary holds them until the plain weight is loaded everywhere. */
  holdsLease: boolean
  /** The desired revision that gave the routes back to the policy when it ended; null before. */
  endRevision: number | null
}

/** `revision` is the row's own, for compare-and-swap. */
export type StoredCanary = { record: CanaryRecord; revision: number }

/** A decided tick as it is kept for replay. */
export type StoredTick = Omit<Extract<CanaryCommand, { kind: 'store_tick' }>, 'kind'>
