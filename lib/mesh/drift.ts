import type { FaultPart } from './fault-key'
import type { Millis, ServiceName } from './names'
import type { DiffLine } from './plan'
import type { Policy } from './policy'

export type DriftKind = 'runtime_override' | 'foreign_fault' | 'foreign_routes' | 'foreign_control_plane' | 'unused_policy'
/**
 * A part of a fault filter that injects now, or a value that would make one: percent above 0, 0..100. key: the value it obeys. isValue: that value makes it
 * inject, else the proxy's own configuration does. place: where the filter is set; null for a value that no filter obeys.
 */
export type InjectingPart = { part: FaultPart; percent: number; key: string; isValue: boolean; place: string | null }

/** What a button does, or why it cannot. */
export type DriftWay = { possible: true } | { possible: false; reason: string }

/** Something that runs and nobody asked for, or was asked for and runs nowhere. */
export type FoundDrift = {
  /** The same for the same thing, however often it is found. */
  id: string
  kind: DriftKind
  proxyId: string | null
  service: ServiceName | null
  /** The runtime key; the same as service elsewhere. */
  subject: string
  sentence: string
  /** What is asked for (removed lines) against what runs (added lines). */
  diff: DiffLine[]
  /** What the proxy runs, where it can become the policy. */
  policy: Policy | null
  /** The policy's revision that it was compared with; null where none was. */
  policyRevision: number | null
  adopt: DriftWay
  overwrite: DriftWay
}

export type Drift = FoundDrift & {
  since: Millis
  seenAt: Millis
  ignored: { until: Millis; actor: string; reason: string } | null
  /** Overwriting was asked for; `problem` says why it did not help. */
  asked: { actor: string; reason: string; at: Millis; problem: string | null } | null
}

export const isDriftIgnored = (drift: Pick<Drift, 'ignored'>, now: Millis): boolean => drift.ignored !== null && now < drift.ignored.until
