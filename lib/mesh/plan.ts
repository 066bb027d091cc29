import type { Millis, ServiceName } from './names'
import type { Policy } from './policy'

export type DiffLine = { kind: 'same' | 'removed' | 'added'; before: number | null; after: number | null; text: string }
export type PlanWarning = { rule: string; message: string; fix: string }
export type ResourceChange = {
  type: 'CDS' | 'EDS' | 'LDS' | 'RDS' | 'RTDS'
  name: string
  change: 'added' | 'changed' | 'removed'
  proxies: number
}

/** What a policy edit would do. It changes nothing. */
export type Plan = {
  service: ServiceName
  baseRevision: number
  before: Policy
  after: Policy
  /** Empty when nothing would change. */
  sentences: string[]
  diff: DiffLine[]
  resources: ResourceChange[]
  proxies: { id: string; service: ServiceName; why: string }[]
  /** Touched, measured over the last 5 minutes; null when nothing was measured. */
  requestsPerSecond: number | null
  warnings: PlanWarning[]
  /** What the plan cannot know, said rather than guessed. */
  notes: string[]
  at: Millis
}
