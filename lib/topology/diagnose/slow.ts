import type { Comparison, Difference } from '@/lib/mesh/comparison'
import { formatMs, formatPlural, formatRatio } from '@/lib/mesh/format'
import { nameSome } from '@/lib/mesh/name-some'
import type { Trouble } from '@/lib/mesh/trouble'
import type { GraphDraft } from '../graph-draft'
import { belowWords, findRoots, type Hurt, type Root } from './roots'

/** Below this nobody feels it, however sure it is. */
const leastShare = 0.05
const leastBoundMs = 10
const leastFactor = 1.5

/** Edges that are slower than in the hour before, at their deepest cause. failing: nodes told as failing already; what fails is often slow too. */
export function slowTroubles(draft: GraphDraft, comparison: Comparison | null, failing: ReadonlySet<string>): Trouble[] {
  if (!comparison) return []
  const slower = slowerEdges(comparison)
  const hurts = [...draft.edges.values()].flatMap((drafted): Hurt[] => {
    const difference = slower.get(drafted.edge.id)
    return difference ? [{ drafted, perSecond: difference.perSecond }] : []
  })
  const roots = findRoots(draft, hurts).filter(({ target }) => !failing.has(target.node.id))
  const [mild, strong] = [roots.filter((root) => isMild(root, slower)), roots.filter((root) => !isMild(root, slower))]
  const single = mild.length >= leastTogether ? strong : roots
  return [...single.map((root) => toTrouble(root, slower)), ...(mild.length >= leastTogether ? [toTogether(draft, mild)] : [])]
}

/** By how much each edge is slower that is so beyond what anybody would not feel. */
export const slowerEdges = (comparison: Comparison): Map<string, Difference> =>
  new Map(comparison.edges.flatMap((edge) => slowerOf(edge).map((difference) => [edge.id, difference] as const)))

/** So many services a little slower at the same time have a cause that none of them is: the load, the machines, the network. */
const leastTogether = 3
const mildShare = 0.5

function isMild({ hurts }: Root, slower: ReadonlyMap<string, Difference>): boolean {
  return hurts.every(({ drafted }) => {
    const difference = slower.get(drafted.edge.id)
    return difference === undefined || difference.now - difference.base < mildShare
  })
}

function toTogether(draft: GraphDraft, roots: readonly Root[]): Trouble {
  const names = roots.map(({ target }) => target.node.id).sort()
  return {
    id: 'slow:together',
    kind: 'slow',
    severity: 'degraded',
    title: `${formatPlural(names.length, 'service')} are somewhat slower at once`,
    reasons: [
      `${nameSome(names, 5)}: each by less than half of its requests`,
      `${roots.every(({ below }) => below === 0) ? 'none of them calls another that is: ' : ''}look at the load, the machines and the network they share`,
    ],
    subject: { kind: 'node', id: names[0] ?? draft.input.view },
    service: null,
    victims: roots.flatMap(({ hurts }) => hurts.map(({ drafted }) => drafted.edge.id)),
    causes: [],
    since: null,
    likelihood: 0.45,
  }
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

function toTrouble({ target, hurts, victims, below }: Root, slower: ReadonlyMap<string, Difference>): Trouble {
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
      (victims.length > 0 ? `${formatPlural(victims.length, 'edge')} above wait for it; ` : '') +
        belowWords(below, 'nothing it calls is slower'),
    ],
    subject: { kind: 'node', id },
    service: target.service,
    victims,
    causes: [],
    since: null,
    likelihood: 0.5 + 0.1 * (difference ? difference.now - difference.base : 0) + 0.05 * Math.min(1, victims.length / 3),
  }
}
