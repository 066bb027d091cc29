import type { CanaryState } from '@/lib/canary/canary-state'
import type { CanaryObservation } from '@/lib/canary/observation'
import { EndpointHealth } from '@/lib/runtime/endpoint-health'
import { type CanaryView, observeCanary } from '@/lib/runtime/observe-canary'
import { exampleRecord } from './example-record'

/** What is observed of a canary in this state, where beyond `view` nobody calls its service, nothing was counted and nobody asks for anything. */
export function observeExample(state: CanaryState, view: Pick<CanaryView, 'desired'> & Partial<CanaryView>): CanaryObservation {
  const quiet = { callers: [], unsplitRoutes: [], requests: [], ticks: [], renewedAt: 0, lapsedMs: null, gate: null, editWords: '' }
  return observeCanary(exampleRecord(state), { ...quiet, health: new EndpointHealth(), readingOf: () => undefined, ...view })
}
