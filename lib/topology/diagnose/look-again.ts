import type { Comparison } from '@/lib/mesh/comparison'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import { isAnswering, isInSync, silentAfterRounds } from '@/lib/mesh/proxy-state'
import type { Trouble } from '@/lib/mesh/trouble'
import type { EdgeTotal } from '@/lib/mesh/window'
import type { GraphDraft, NodeDraft } from '../graph-draft'
import { isHurt } from './failing'
import { slowerEdges } from './slow'

/** What a line was seen by. nodes: that it is said of; proxies: that counted it, sorted, at most 20. */
export type Sighting = { nodes: string[]; proxies: string[] }
export type Look = {
  sightingOf(trouble: Trouble): Sighting
  /** true: it is known to be over. false: it lasts, perhaps in another line, or nobody can tell. */
  isOver(trouble: Pick<Trouble, 'kind' | 'subject'> & Sighting): boolean
}

const mostProxies = 20

/**
 * Looks at lines of earlier that are told no more. A line is over where those who counted it are read, or have left the mesh, and count it no more: one that only has its
 * cause further down now, or is told together with others, lasts.
 */
export function lookAgain(draft: GraphDraft, comparison: Comparison | null): Look {
  const { input, coverage } = draft
  const proxies = new Map(input.proxies.map((proxy) => [proxy.id, proxy]))
  const isFresh = (id: string): boolean => coverage.get(id)?.isFresh === true
  const isRead = [...coverage.values()].some((each) => each.isFresh)
  const answers = (proxy: MeshProxy): boolean =>
    isAnswering(proxy) && (proxy.reading.lastAnswerAt ?? 0) >= input.now - (silentAfterRounds + 1) * input.scrapeIntervalMs
  const isCounted = (seenBy: readonly string[]): boolean => isRead && seenBy.every((id) => !proxies.has(id) || isFresh(id))
  const isFailing = (id: string): boolean => isHurt(draft.nodes.get(id))
  const slower = new Set(
    [...(comparison ? slowerEdges(comparison) : new Map<string, unknown>()).keys()].flatMap(
      (id) => draft.edges.get(id)?.target.node.id ?? [],
    ),
  )
  const isProxyOver = (id: string, isWell: (proxy: MeshProxy) => boolean): boolean => {
    const proxy = proxies.get(id)
    return proxy === undefined || (answers(proxy) && isWell(proxy))
  }
  const isSilenceOver = (id: string): boolean => {
    const behind = draft.nodes.get(id)?.proxies ?? []
    return behind.length === 0 || behind.some(answers)
  }
  return {
    sightingOf: (trouble) => ({ nodes: nodesOf(draft, trouble), proxies: proxiesOf(draft, trouble) }),
    isOver({ kind, subject, nodes, proxies: seenBy }) {
      switch (kind) {
        case 'failing':
          return isCounted(seenBy) && !nodes.some(isFailing)
        case 'slow':
          return comparison !== null && isCounted(seenBy) && !nodes.some((id) => slower.has(id) || isFailing(id))
        case 'breaker':
          return isCounted(seenBy) && !((draft.edges.get(subject.id)?.amounts?.breakersOpen ?? 0) > 0)
        case 'ejected':
          return isCounted(seenBy) && !((draft.edges.get(subject.id)?.amounts?.ejected ?? 0) > 0)
        case 'silent':
          return subject.kind === 'proxy' ? isProxyOver(subject.id, () => true) : isSilenceOver(subject.id)
        case 'refused':
        case 'behind':
          return isProxyOver(subject.id, isInSync)
        case 'certificate':
          return isProxyOver(subject.id, ({ certificates }) => certificates !== null && certificates !== undefined)
        case 'drift':
          return true
      }
    },
  }
}

/** A line about several names but one of them; the edges that it is about lead to all. */
function nodesOf(draft: GraphDraft, { id, subject, victims }: Trouble): string[] {
  if (subject.kind !== 'node') return []
  if (id !== 'slow:together') return [subject.id]
  return [...new Set(victims.flatMap((edge) => draft.edges.get(edge)?.target.node.id ?? []))].sort()
}

function proxiesOf(draft: GraphDraft, trouble: Trouble): string[] {
  const rows = rowsOf(draft, trouble)
  const telling = rows.filter((row) => tells(row, trouble.kind))
  const ids = new Set((telling.length > 0 ? telling : rows).map(({ key }) => key.proxyId))
  return [...ids].sort().slice(0, mostProxies)
}

function rowsOf(draft: GraphDraft, trouble: Trouble): EdgeTotal[] {
  if (trouble.subject.kind === 'edge') return draft.edges.get(trouble.subject.id)?.rows ?? []
  const into = ({ inboundRows, serverRows }: NodeDraft): EdgeTotal[] => [...inboundRows, ...serverRows]
  return nodesOf(draft, trouble).flatMap((id) => {
    const node = draft.nodes.get(id)
    return node ? into(node) : []
  })
}

function tells({ counts, gauges }: EdgeTotal, kind: Trouble['kind']): boolean {
  if (kind === 'failing') return counts.errors > 0 || counts.connectFailures > 0
  if (kind === 'breaker') return gauges.breakersOpen > 0
  return kind === 'ejected' ? gauges.ejected > 0 : counts.requests > 0
}
