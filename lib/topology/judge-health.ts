import { formatRatio } from '@/lib/mesh/format'
import type { Health } from '@/lib/mesh/topology'
import { doesAnswer } from './add-proxies'
import { isLive, isSilent } from './coverage'
import type { EdgeDraft, GraphDraft, NodeDraft } from './graph-draft'
import type { Measured } from './measure-rows'
import { defaultTolerances, type Tolerances } from './tolerances'

type Judgement = { health: Health; reasons: string[] }

/** Health of edges and nodes with its reasons in words. failing before degraded before idle; unknown where no fresh window tells. */
export function judgeHealth(draft: GraphDraft): void {
  for (const drafted of draft.edges.values()) {
    const judged = judgeEdge(drafted, tolerancesOf(draft, drafted.target.service))
    drafted.edge.health = judged.health
    drafted.edge.healthReasons = judged.reasons
  }
  const anyFresh = [...draft.coverage.values()].some((coverage) => coverage.isFresh)
  for (const drafted of draft.nodes.values()) {
    const judged = judgeNode(draft, drafted, anyFresh)
    drafted.node.health = judged.health
    drafted.node.healthReasons = judged.reasons
  }
}

const tolerancesOf = (draft: GraphDraft, service: string): Tolerances => draft.input.tolerances?.(service) ?? defaultTolerances

function judgeEdge({ measured, edge, source, target }: EdgeDraft, tolerances: Tolerances): Judgement {
  if (!measured?.isFresh) return { health: 'unknown', reasons: [`no fresh window from ${list(measured?.staleProxies ?? [])}`] }
  const errors = judgeErrors(measured, edge.protocol === 'tcp', tolerances)
  const reasons = errors ? [errors.reason] : []
  addGaugeTroubles(reasons, measured, source.node.id, target.node.id)
  if (measured.staleProxies.length > 0) reasons.push(`${list(measured.staleProxies)} does not answer: its requests are missing here`)
  if (errors?.health === 'failing') return { health: 'failing', reasons }
  if (reasons.length > 0) return { health: 'degraded', reasons }
  if (isIdle(measured)) return { health: 'idle', reasons: ['no request in the window'] }
  return { health: 'healthy', reasons: [] }
}

function addGaugeTroubles(reasons: string[], measured: Measured, source: string, target: string): void {
  if (measured.ejected > 0) reasons.push(`${measured.ejected} of the instances of ${target} ejected by ${source}`)
  if (measured.breakersOpen > 0) reasons.push(`the circuit breaker of ${source} to ${target} is open`)
}

const isIdle = (measured: Measured): boolean =>
  measured.requests === 0 && measured.connections === 0 && measured.connectionsOpen === 0 && measured.injectedPerSecond === 0

function judgeErrors(
  measured: Measured,
  isTcp: boolean,
  tolerances: Tolerances,
): { health: 'failing' | 'degraded'; reason: string } | null {
  const all = isTcp ? measured.connections : measured.requests
  if (all <= 0 && measured.errors === 0) return null
  const ratio = all > 0 ? measured.errors / all : 1
  const reason = `${formatRatio(Math.min(1, ratio))} errors: ${measured.errors} of ${Math.max(all, measured.errors)} ${isTcp ? 'connections' : 'requests'}`
  if (ratio >= tolerances.failingErrorRatio && measured.errors >= tolerances.failingErrors) return { health: 'failing', reason }
  if (ratio >= tolerances.degradedErrorRatio && measured.errors >= tolerances.degradedErrors) return { health: 'degraded', reason }
  return null
}

function judgeNode(draft: GraphDraft, drafted: NodeDraft, anyFresh: boolean): Judgement {
  const { node, proxies, measured } = drafted
  const live = isLive(draft.input)
  const quiet = proxies.filter((proxy) => (live ? isSilent(proxy) : !doesAnswer(draft, proxy)))
  const noneAnswers = live && proxies.length > 0 && quiet.length === proxies.length
  const errors = measured?.isFresh ? judgeErrors(measured, isTcpNode(drafted), tolerancesOf(draft, drafted.service)) : null
  const reasons: string[] = []
  if (noneAnswers)
    reasons.push(
      proxies.length === 1 ? `its only proxy ${proxies[0]?.id} does not answer` : `none of its ${proxies.length} proxies answers`,
    )
  if (errors) reasons.push(errors.reason)
  for (const edge of drafted.inbound)
    if (edge.measured?.isFresh) addGaugeTroubles(reasons, edge.measured, edge.source.node.id, edge.target.node.id)
  if (!noneAnswers && live && quiet.length > 0)
    reasons.push(`${list(quiet.map((proxy) => proxy.id))} of ${proxies.length} proxies does not answer`)
  if (noneAnswers || errors?.health === 'failing') return { health: 'failing', reasons }
  if (isUnknown(draft, drafted, anyFresh)) return { health: 'unknown', reasons: ['no fresh window', ...reasons] }
  if (reasons.length > 0) return { health: 'degraded', reasons }
  if (node.kind === 'unknown') return { health: 'unknown', reasons: ['outside the mesh: nothing is known of it but its calls'] }
  if (!measured || isIdle(measured)) return { health: 'idle', reasons: ['no request in the window'] }
  return { health: 'healthy', reasons: [] }
}

const isTcpNode = (drafted: NodeDraft): boolean => drafted.node.protocol === 'tcp'

/** Known is what a fresh window counts, also its silence: a service nobody calls is idle as long as its own proxies, or without any the mesh, are read. */
function isUnknown(draft: GraphDraft, { measured, proxies }: NodeDraft, anyFresh: boolean): boolean {
  if (measured) return !measured.isFresh
  if (proxies.length > 0) return !proxies.some((proxy) => doesAnswer(draft, proxy))
  return !anyFresh
}

const list = (names: readonly string[]): string => {
  if (names.length <= 3) return names.join(', ') || 'any proxy'
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}
