import { isUnwell, type TopologyEdge } from '@/lib/mesh/topology'
import type { EdgeOrigin } from '@/lib/mesh/window'
import { type EdgeDraft, emptyEdge } from './graph-draft'
import { judgeErrors } from './judge-health'
import { setLatency } from './set-latency'
import { defaultTolerances } from './tolerances'

const originRank: Record<EdgeOrigin, number> = { inferred: 0, matched: 1, declared: 2 }

/**
 * Several edges of one protocol as one. Counts and rates are sums; the error ratio is of the summed counts of those whose ratio is known; quantiles come from their
 * buckets taken together. What none of them knows stays null. Health is judged by the sums, not by the worst of them; how many of them are not well is said.
 */
export function sumEdges(id: string, ends: { source: string; target: string }, members: readonly EdgeDraft[]): EdgeDraft | null {
  const [first] = members
  if (!first) return null
  const edge = emptyEdge(id, ends.source, ends.target, first.edge.protocol, first.edge.origin)
  const known = members.filter(isKnown)
  edge.merged = members.length
  for (const { edge: member } of members) {
    edge.requests += member.requests
    edge.errors += member.errors
    edge.coveredSeconds += member.coveredSeconds / members.length
    if (originRank[member.origin] > originRank[edge.origin]) edge.origin = member.origin
  }
  edge.mtlsRatio = shareOf(members)
  sumRates(edge, members)
  setErrorRatio(edge, members)
  if (edge.protocol !== 'tcp')
    setLatency(
      edge,
      known.flatMap(({ rows }) => rows),
    )
  judge(edge, members, known)
  const unwell = members.filter((member) => isUnwell(member.edge.health)).length
  return { edge, rows: [], source: first.source, target: first.target, amounts: null, unwell }
}

/** Some counting proxy was fresh. */
const isKnown = ({ edge }: EdgeDraft): boolean => edge.requestsPerSecond !== null || edge.connectionsPerSecond !== undefined

/** Of what is known; null where nothing is. */
export function sumKnown(values: readonly (number | null | undefined)[]): number | null {
  let sum: number | null = null
  for (const value of values) if (value !== null && value !== undefined) sum = (sum ?? 0) + value
  return sum
}

function sumRates(edge: TopologyEdge, members: readonly EdgeDraft[]): void {
  const of = (pick: (member: TopologyEdge) => number | null | undefined) => sumKnown(members.map((member) => pick(member.edge)))
  edge.requestsPerSecond = of((member) => member.requestsPerSecond)
  edge.retriesPerSecond = of((member) => member.retriesPerSecond)
  edge.timeoutsPerSecond = of((member) => member.timeoutsPerSecond)
  edge.attemptsPerSecond = of((member) => member.attemptsPerSecond)
  edge.injectedPerSecond = of((member) => member.injectedPerSecond)
  edge.connectionsOpen = of((member) => member.connectionsOpen) ?? undefined
  edge.connectionsPerSecond = of((member) => member.connectionsPerSecond) ?? undefined
  edge.bytesPerSecond = of((member) => member.bytesPerSecond) ?? undefined
}

/** Of all connections whose share is known. */
function shareOf(members: readonly EdgeDraft[]): number | null {
  let secured = 0
  let all = 0
  for (const { edge, amounts } of members) {
    if (edge.mtlsRatio === null || !amounts) continue
    secured += edge.mtlsRatio * amounts.connections
    all += amounts.connections
  }
  return all > 0 ? secured / all : null
}

type Ratio = { errorRatio: number | null; errorRatioUnknown?: string | undefined }

/** Of the summed counts of those whose ratio is known; says how many are left out of it. */
export function ratioOf(parts: readonly (Ratio & { requests: number; errors: number })[], noun: string): Ratio {
  const known = parts.filter((part) => part.errorRatio !== null)
  const requests = known.reduce((sum, part) => sum + part.requests, 0)
  const errors = known.reduce((sum, part) => sum + part.errors, 0)
  const dumb = parts.filter((part) => part.errorRatioUnknown !== undefined)
  const ratio: Ratio = { errorRatio: requests > 0 ? Math.min(1, errors / requests) : null }
  if (dumb[0]) ratio.errorRatioUnknown = `${dumb.length} of ${parts.length} ${noun}: ${dumb[0].errorRatioUnknown}`
  return ratio
}

function setErrorRatio(edge: TopologyEdge, members: readonly EdgeDraft[]): void {
  const { errorRatio, errorRatioUnknown } = ratioOf(
    members.map((member) => member.edge),
    'edges',
  )
  edge.errorRatio = errorRatio
  if (errorRatioUnknown !== undefined) edge.errorRatioUnknown = errorRatioUnknown
}

function judge(edge: TopologyEdge, members: readonly EdgeDraft[], known: readonly EdgeDraft[]): void {
  const reasons = edge.healthReasons
  const isTcp = edge.protocol === 'tcp'
  // Those the ratio is of: requests whose errors nobody knows would make it look better.
  const counted = { requests: 0, errors: 0, connections: 0 }
  for (const member of isTcp ? known : known.filter((one) => one.edge.errorRatio !== null)) {
    counted.requests += member.edge.requests
    counted.errors += member.edge.errors
    counted.connections += member.amounts?.connections ?? 0
  }
  const errors = judgeErrors(counted, isTcp, defaultTolerances)
  const of = (health: TopologyEdge['health']): number => members.filter((member) => member.edge.health === health).length
  if (errors) reasons.push(errors.reason)
  for (const health of ['failing', 'degraded', 'unknown'] as const)
    if (of(health) > 0) reasons.push(`${of(health)} of ${members.length} edges ${health}`)
  if (errors) edge.health = errors.health
  else if (known.length === 0 || of('unknown') > members.length / 2) edge.health = 'unknown'
  else edge.health = of('idle') === members.length ? 'idle' : 'healthy'
}
