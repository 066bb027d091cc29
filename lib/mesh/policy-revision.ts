import type { Millis, ServiceName } from './names'
import type { Policy } from './policy'

/** One kept document of a policy's history. Who and why are null where no change made it: it came with the mesh document. */
export type PolicyRevision = {
  revision: number
  at: Millis | null
  actor: string | null
  reason: string | null
  sentence: string | null
  changeId: string | null
  policy: Policy
}

/** Newest first. `present` is null where the service has left the mesh. */
export type PolicyRevisions = { service: ServiceName; present: number | null; revisions: PolicyRevision[] }
