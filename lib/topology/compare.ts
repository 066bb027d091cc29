import type { Compared, Comparison, Difference, DifferenceKind } from '@/lib/mesh/comparison'
import { type Paired, pairEdges, settleUnknown } from './compare/pair-edges'
import { pairNodes, presenceByNode } from './compare/pair-nodes'
import { indexParts, type ReadParts, SeriesNumbers } from './compare/parts'
import { doubtfulPairs, level, mostMeasured, type Pair, type PairParts, tellDifferences, testPlain } from './compare/test-subjects'
import { unreadMembers } from './compare/unread-members'
import { coverageOfWindow, windowNotes } from './compare/window-notes'
import type { GraphDraft } from './graph-draft'

const mostTop = 50

/**
 * Two windows of one mesh in one view: what is new, gone, slower, fails more or less, has another rate, each with its significance. A window against itself differs
 * in nothing; swapped windows differ the other way round. readParts is asked at most once, for the series of what may differ; what it has is used to measure how
 * counts scatter. Linear but for the sorting.
 */
export function compareTopologies(now: GraphDraft, base: GraphDraft, readParts: ReadParts): Comparison {
  const unread = { now: unreadMembers(now), base: unreadMembers(base) }
  const edges = pairEdges(now, base, unread)
  let presenceOfNode = presenceByNode(edges)
  while (settleUnknown(edges, presenceOfNode)) presenceOfNode = presenceByNode(edges)
  const nodes = pairNodes(now, base, unread, presenceOfNode)
  const [edgeTests, nodeTests] = [testPlain(edges.flatMap(toPair)), testPlain(nodes.flatMap(toPair))]
  const partsOf = readOnce([...doubtfulPairs(edgeTests, mostMeasured.edges), ...doubtfulPairs(nodeTests, mostMeasured.nodes)], readParts)
  const [ofEdges, ofNodes] = [tellDifferences(edgeTests, partsOf), tellDifferences(nodeTests, partsOf)]
  const comparedEdges = edges.map((edge) => toCompared(edge, ofEdges.get(edge.id)))
  const comparedNodes = nodes.map((node) => toCompared(node, ofNodes.get(node.id)))
  return {
    now: coverageOfWindow(now),
    base: coverageOfWindow(base),
    notes: windowNotes(now, base),
    level,
    tested: { errors: edgeTests.errors.made, latency: edgeTests.latency.made, rate: edgeTests.rate.made },
    nodes: comparedNodes,
    edges: comparedEdges,
    top: topOf(comparedEdges),
    gone: goneOf(now, base, comparedEdges),
  }
}

const toPair = ({ pair }: Paired) => pair ?? []

function readOnce(pairs: readonly Pair[], readParts: ReadParts): (pair: Pair) => PairParts | null {
  if (pairs.length === 0) return () => ({ now: [], base: [] })
  const numbers = new SeriesNumbers()
  const wanted = new Set<number>()
  for (const { now, base } of pairs) for (const rows of [now.rows, base.rows]) for (const { key } of rows) wanted.add(numbers.of(key))
  const parts = readParts((key) => wanted.has(numbers.of(key)))
  const [nowParts, baseParts] = [indexParts(parts.now, numbers), indexParts(parts.base, numbers)]
  const chosen = new Set(pairs)
  return (pair) => (chosen.has(pair) ? { now: nowParts(pair.now), base: baseParts(pair.base) } : null)
}

function toCompared({ id, presence, unknownReason, rateUntested, now, base }: Paired, differences: Difference[] = []): Compared {
  return {
    id,
    presence,
    ...(unknownReason === undefined ? {} : { unknownReason }),
    ...(rateUntested === undefined ? {} : { rateUntested }),
    now: now?.side ?? null,
    base: base?.side ?? null,
    differences: [...differences].sort((a, b) => rank[a.kind] - rank[b.kind]),
  }
}

const rank: Record<DifferenceKind, number> = { failing_more: 0, gone: 1, slower: 2, new: 3, less: 4, more: 5, failing_less: 6, faster: 7 }

/** Each edge once, by the worst that differs; within a kind by what it amounts to per second. */
function topOf(edges: readonly Compared[]): Comparison['top'] {
  return edges
    .flatMap(({ id, differences: [worst] }) => (worst ? [{ id, worst }] : []))
    .sort(
      (a, b) =>
        rank[a.worst.kind] - rank[b.worst.kind] || Math.abs(b.worst.perSecond) - Math.abs(a.worst.perSecond) || (a.id < b.id ? -1 : 1),
    )
    .slice(0, mostTop)
    .map(({ id, worst }) => ({ subject: 'edge', id, kind: worst.kind }))
}

/** What the present graph does not have, so that it can be drawn. */
function goneOf(now: GraphDraft, base: GraphDraft, edges: readonly Compared[]): Comparison['gone'] {
  const gone = edges.flatMap(({ id }) => (now.edges.has(id) ? [] : (base.edges.get(id)?.edge ?? [])))
  const ends = new Set(gone.flatMap(({ source, target }) => [source, target]))
  return {
    nodes: [...ends].sort().flatMap((id) => (now.nodes.has(id) ? [] : (base.nodes.get(id)?.node ?? []))),
    edges: gone,
  }
}
