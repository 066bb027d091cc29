import { formatRatio } from '@/lib/mesh/format'
import { nameSome } from '@/lib/mesh/name-some'
import type { Health } from '@/lib/mesh/topology'
import { doesAnswer } from './add-proxies'
import { isLive, isSilent } from './coverage'
import type { EdgeDraft, GraphDraft, NodeDraft } from './graph-draft'
import type { Amounts } from './measure-rows'
import { defaultTolerances, type Tolerances } from './tolerances'

/** Health of edges and nodes with its reasons in words. failing before degraded before idle; unknown where no fresh window tells. */
export function judgeHealth(draft: GraphDraft): void {
  draft.edges.forEach((drafted) => {
    drafted.edge.health = judgeEdge(drafted, drafted.edge.healthReasons, tolerancesOf(draft, drafted.target.service))
  })
  const anyFresh = [...draft.coverage.values()].some((coverage) => coverage.isFresh)
  draft.nodes.forEach((drafted) => {
    drafted.node.health = judgeNode(draft, drafted, drafted.node.healthReasons, anyFresh)
  })
}

const tolerancesOf = (draft: GraphDraft, service: string): Tolerances => draft.input.tolerances?.(service) ?? defaultTolerances

function judgeEdge({ amounts, edge, source, target }: EdgeDraft, reasons: string[], tolerances: Tolerances): Health {
  if (!amounts?.isFresh) {
    reasons.push(`no fresh window from ${nameSome(amounts?.staleProxies ?? []) || 'any proxy'}`)
    return 'unknown'
  }
  const errors = judgeErrors(amounts, edge.protocol === 'tcp', tolerances)
  if (errors) reasons.push(errors.reason)
  addGaugeTroubles(reasons, amounts, source.node.id, target.node.id)
  if (amounts.staleProxies.length > 0)
    reasons.push(
      `${nameSome(amounts.staleProxies)} ${amounts.staleProxies.length === 1 ? 'does not answer: its' : 'do not answer: their'} requests are missing here`,
    )
  if (errors?.health === 'failing') return 'failing'
  if (reasons.length > 0) return 'degraded'
  return judgeQuiet(amounts, reasons)
}

/** Where nothing speaks against it: that no error was counted is good news only where errors are counted. */
function judgeQuiet(amounts: Amounts, reasons: string[]): Health {
  if (isIdle(amounts)) return idle(reasons)
  if (amounts.errorRatioUnknown === undefined) return 'healthy'
  reasons.push(amounts.errorRatioUnknown)
  return 'unknown'
}

function idle(reasons: string[]): Health {
  reasons.push('no request in the window')
  return 'idle'
}

function addGaugeTroubles(reasons: string[], amounts: Amounts, source: string, target: string): void {
  if (amounts.ejected > 0) reasons.push(`${amounts.ejected} of the instances of ${target} ejected by ${source}`)
  if (amounts.breakersOpen > 0) reasons.push(`the circuit breaker of ${source} to ${target} is open`)
}

const isIdle = (amounts: Amounts): boolean =>
  amounts.requests === 0 && amounts.connections === 0 && amounts.connectionsOpen === 0 && !amounts.hasInjected

/** What counted errors say; null: nothing bad. */
export function judgeErrors(
  amounts: Pick<Amounts, 'requests' | 'errors' | 'connections'>,
  isTcp: boolean,
  tolerances: Tolerances,
): { health: 'failing' | 'degraded'; reason: string } | null {
  const all = isTcp ? amounts.connections : amounts.requests
  if (all <= 0 && amounts.errors === 0) return null
  const ratio = all > 0 ? amounts.errors / all : 1
  const health = healthOf(ratio, amounts.errors, tolerances)
  if (!health) return null
  const counted = `${amounts.errors} of ${Math.max(all, amounts.errors)} ${isTcp ? 'connections' : 'requests'}`
  return { health, reason: `${formatRatio(Math.min(1, ratio))} errors: ${counted}` }
}

function healthOf(ratio: number, errors: number, tolerances: Tolerances): 'failing' | 'degraded' | null {
  if (ratio >= tolerances.failingErrorRatio && errors >= tolerances.failingErrors) return 'failing'
  if (ratio >= tolerances.degradedErrorRatio && errors >= tolerances.degradedErrors) return 'degraded'
  return null
}

function judgeNode(draft: GraphDraft, drafted: NodeDraft, reasons: string[], anyFresh: boolean): Health {
  const { node, proxies, amounts } = drafted
  const live = isLive(draft.input)
  const quiet = proxies.filter((proxy) => (live ? isSilent(proxy) : !doesAnswer(draft, proxy)))
  const noneAnswers = live && proxies.length > 0 && quiet.length === proxies.length
  const errors = amounts?.isFresh ? judgeErrors(amounts, isTcpNode(drafted), tolerancesOf(draft, drafted.service)) : null
  const isNotKnown = isUnknown(draft, drafted, anyFresh)
  if (isNotKnown && !noneAnswers && errors?.health !== 'failing') reasons.push('no fresh window')
  if (noneAnswers)
    reasons.push(
      proxies.length === 1 ? `its only proxy ${proxies[0]?.id} does not answer` : `none of its ${proxies.length} proxies answers`,
    )
  if (errors) reasons.push(errors.reason)
  for (const edge of drafted.inbound)
    if (edge.amounts?.isFresh) addGaugeTroubles(reasons, edge.amounts, edge.source.node.id, edge.target.node.id)
  if (!noneAnswers && live && quiet.length > 0)
    reasons.push(
      `${nameSome(quiet.map((proxy) => proxy.id))} of ${proxies.length} proxies ${quiet.length === 1 ? 'does' : 'do'} not answer`,
    )
  if (noneAnswers || errors?.health === 'failing') return 'failing'
  if (isNotKnown) return 'unknown'
  if (reasons.length > 0) return 'degraded'
  if (node.kind === 'unknown') {
    reasons.push('outside the mesh: nothing is known of it but its calls')
    return 'unknown'
  }
  return amounts ? judgeQuiet(amounts, reasons) : idle(reasons)
}

const isTcpNode = (drafted: NodeDraft): boolean => drafted.node.protocol === 'tcp'

/** Known is what a fresh window counts, also its silence: a service nobody calls is idle as long as its own proxies, or without any the mesh, are read. */
function isUnknown(draft: GraphDraft, { amounts, proxies }: NodeDraft, anyFresh: boolean): boolean {
  if (amounts) return !amounts.isFresh
  if (proxies.length > 0) return !proxies.some((proxy) => doesAnswer(draft, proxy))
  return !anyFresh
}
