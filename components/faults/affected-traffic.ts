import type { TopologyEdgeWire } from '@/lib/api/topology'
import type { FaultDraft } from './fault-draft'
import { numberOf } from './fault-draft'

/** `matchedPerSecond`: requests in scope; null when nothing was measured. `isUpperBound`: a header or path narrows it by an unknown share. */
export type AffectedTraffic = {
  matchedPerSecond: number | null
  abortsPerSecond: number | null
  delaysPerSecond: number | null
  isUpperBound: boolean
}

/**
 * Requests per second the draft would touch, from measured edges of the version view.
 * Abort and delay are drawn independently and the delay comes first, so a request can have both.
 */
export function affectedTraffic(draft: FaultDraft, edges: readonly TopologyEdgeWire[]): AffectedTraffic {
  const inScope = edges.filter((edge) => isInScope(edge, draft))
  const measured = inScope.filter((edge) => edge.requestsPerSecond !== null)
  const matched = measured.length === 0 ? null : measured.reduce((sum, edge) => sum + (edge.requestsPerSecond ?? 0), 0)
  return {
    matchedPerSecond: matched,
    abortsPerSecond: share(matched, draft.hasAbort, draft.abortPercent),
    delaysPerSecond: share(matched, draft.hasDelay, draft.delayPercent),
    isUpperBound: draft.headerName !== '' || draft.pathPrefix !== '',
  }
}

function isInScope(edge: TopologyEdgeWire, draft: FaultDraft): boolean {
  const [service, version] = split(edge.target)
  if (service !== draft.service) return false
  if (draft.version !== '' && version !== draft.version) return false
  return draft.caller === '' || split(edge.source)[0] === draft.caller
}

function split(nodeId: string): [service: string, version: string | null] {
  const mark = nodeId.indexOf('@')
  return mark < 0 ? [nodeId, null] : [nodeId.slice(0, mark), nodeId.slice(mark + 1)]
}

function share(matched: number | null, isOn: boolean, percentText: string): number | null {
  const percent = numberOf(percentText)
  if (!isOn) return 0
  return matched === null || percent === null ? null : (matched * percent) / 100
}

/** The callers of a service that took requests to it, by name. */
export function callersOf(service: string, edges: readonly TopologyEdgeWire[]): string[] {
  const callers = edges.filter((edge) => split(edge.target)[0] === service).map((edge) => split(edge.source)[0])
  return [...new Set(callers)].sort()
}
