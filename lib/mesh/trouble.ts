import type { Millis, ServiceName } from './names'

/** breaker, ejected: consequences that stand alone, without a failing cause in sight. */
export const troubleKinds = ['failing', 'silent', 'slow', 'breaker', 'ejected', 'refused', 'behind', 'certificate', 'drift'] as const
export type TroubleKind = (typeof troubleKinds)[number]
/** The worst first. */
export const troubleSeverities = ['failing', 'degraded', 'notice'] as const
export type TroubleSubject = { kind: 'node' | 'edge' | 'proxy'; id: string }
/** What happened shortly before, or holds now, and may be why. secondsBefore: how long before the trouble was first seen; null where that is not known. */
export type TroubleCause = {
  kind: 'change' | 'fault' | 'canary' | 'drift'
  id: string
  sentence: string
  at: Millis
  secondsBefore: number | null
}

/** One line of "What's wrong?": the trouble at its root, why it is said, who else feels it. `id` is the same as long as it is the same trouble. */
export type Trouble = {
  id: string
  kind: TroubleKind
  severity: (typeof troubleSeverities)[number]
  title: string
  reasons: string[]
  subject: TroubleSubject
  service: ServiceName | null
  /** Edges that fail or are slow because of it, nearest first. */
  victims: string[]
  causes: TroubleCause[]
  /** When it was first seen within the last hour; null where that is not known. */
  since: Millis | null
  /** 0..1, for the order alone. */
  likelihood: number
}
