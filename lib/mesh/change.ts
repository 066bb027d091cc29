import type { Millis, ServiceName } from './names'
import type { Policy } from './policy'

/** unsupported: it cannot take the change and runs what it ran; nobody waits for it. */
export type EvidenceStage = 'stored' | 'accepted' | 'loaded' | 'observed' | 'rejected' | 'unsupported'
export type StageTimes = {
  stored: Millis
  accepted?: Millis | undefined
  loaded?: Millis | undefined
  observed?: Millis | undefined
  rejected?: Millis | undefined
}

/** One row per proxy that calls the service: its furthest stage. `reason` says why it is not further. */
export type Evidence = { proxyId: string; stage: EvidenceStage; at: StageTimes; reason?: string | undefined }

/** Of those that can take the change. */
export type InForce = { loaded: number; observed: number; total: number }

/**
 * pending: no consumer connected; applying: some not loaded; in_force: loaded on all that can take it; rejected: some proxy refused it, or none can take it; superseded: a later change replaced it first, or
 * its service left the mesh.
 */
export type ChangeState = 'pending' | 'applying' | 'in_force' | 'rejected' | 'superseded'

/** An applied plan. `before` is null for a service's first policy. */
export type Change = {
  id: string
  service: ServiceName
  actor: string
  reason: string
  at: Millis
  /** The policy's revision that this change made. */
  policyRevision: number
  /** The mesh-wide revision of desired state that carries it. */
  revision: number
  /** In words a person reads aloud. */
  sentence: string
  before: Policy | null
  after: Policy
  state: ChangeState
  /** The change this one undoes, and the one that undid it. */
  undoes: string | null
  undoneBy: string | null
  evidence: Evidence[]
  inForce: InForce
}
