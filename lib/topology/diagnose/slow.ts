import type { Comparison, Difference } from '@/lib/mesh/comparison'
import { formatMs, formatPlural, formatRatio } from '@/lib/mesh/format'
import type { Trouble } from '@/lib/mesh/trouble'
import type { GraphDraft } from '../graph-draft'
import { findRoots, type Hurt, type Root } from './roots'

/** Below this nobody feels it, however sure it is. */
const leastShare = 0.05
const leastBoundMs = 10
const leastFactor = 1.5

/** Edges that are slower than in the hour before, at their deepest cause. failing: nodes told as failing already; what fails is often slow too. */
export function slowTroubles(draft: GraphDraft, comparison: Comparison | null, failing: ReadonlySet<string>): Trouble[] {
  if (!comparison) return []
  const slower = new Map(comparison.edges.flatMap((edge) => slowerOf(edge).map((difference) => [edge.id, difference] as const)))
  const hurts = [...draft.edges.values()].flatMap((drafted): Hurt[] => {
    const difference = slower.get(drafted.edge.id)
    return difference ? [{ drafted, perSecond: difference.perSecond }] : []
  })
  return findRoots(draft, hurts)
    .filter(({ target }) => !failing.has(target.node.id))
    .map((root) => toTrouble(root, slower))
}

function slowerOf({ differences, now, base }: Comparison['edges'][number]): Difference[] {
  const [nowP95, baseP95] = [now?.latencyMs?.p95, base?.latencyMs?.p95]
  return differences.filter(
    ({ kind, now: share, base: before, boundMs }) =>
      kind === 'slower' &&
      share - before >= leastShare &&
      (boundMs ?? 0) >= leastBoundMs &&
      (nowP95 === null || nowP95 === undefined || baseP95 === null || baseP95 === undefined || nowP95 >= leastFactor * baseP95),
  )
}

function toTrouble({ target, hurts, victims }: Root, slower: ReadonlyMap<string, Difference>): Trouble {
  const id = target.node.id
  const [worst] = hurts
  const difference = worst && slower.get(worst.drafted.edge.id)
  const said = difference
    ? `${formatRatio(difference.now)} of requests from ${worst.drafted.source.node.id} take over ${formatMs(difference.boundMs)}, ${difference.base === 0 ? 'none' : formatRatio(difference.base)} did in the hour before`
    : 'slower than in the hour before'
  return {
    id: `slow:${id}`,
    kind: 'slow',
    severity: 'degraded',
    title: `${id} is slower than it was`,
    reasons: [
      said,
      victims.length > 0
        ? `${formatPlural(victims.length, 'edge')} above wait for it; nothing it calls is slower`
        : 'nothing it calls is slower',
    ],
    subject: { kind: 'node', id },
    service: target.service,
    victims,
    causes: [],
    since: null,
    likelihood: 0.5 + 0.1 * (difference ? difference.now - difference.base : 0) + 0.05 * Math.min(1, victims.length / 3),
  }
}
