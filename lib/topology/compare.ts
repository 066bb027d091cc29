import type { Compared, Comparison, Difference, DifferenceKind } from '@/lib/mesh/comparison'
import { type PairedEdge, pairEdges, settleUnknown } from './compare/pair-edges'
import { type PairedNode, pairNodes, presenceByNode } from './compare/pair-nodes'
import { indexParts, type ReadParts, textOf } from './compare/parts'
import { level, type PartsOfPairs, testPairs } from './compare/test-subjects'
import { coverageOfWindow, windowNotes } from './compare/window-notes'
import type { GraphDraft } from './graph-draft'

const mostTop = 50

/**
 * Two windows of one mesh in one view: what is new, gone, slower, fails more or less, has another rate, each with its significance. A window against itself differs
 * in nothing; swapped windows differ the other way round. readParts is asked at most twice, for the series of what may differ; what it has is used to measure how
 * counts scatter. Linear but for the sorting.
 */
export function compareTopologies(now: GraphDraft, base: GraphDraft, readParts: ReadParts): Comparison {
  const edges = pairEdges(now, base)
  let presenceOfNode = presenceByNode(edges)
  while (settleUnknown(edges, presenceOfNode)) presenceOfNode = presenceByNode(edges)
  const nodes = pairNodes(now, base, presenceOfNode)
  const partsOf = partsReader(now, readParts)
  const [edgeTests, nodeTests] = [testPairs(edges.flatMap(toPair), partsOf), testPairs(nodes.flatMap(toPair), partsOf)]
  const comparedEdges = edges.map((edge) => toCompared(edge, edgeTests.differences.get(edge.id)))
  const comparedNodes = nodes.map((node) => toCompared(node, nodeTests.differences.get(node.id)))
  return {
    now: coverageOfWindow(now),
    base: coverageOfWindow(base),
    notes: windowNotes(now, base),
    level,
    tested: edgeTests.tested,
    nodes: comparedNodes,
    edges: comparedEdges,
    top: topOf(comparedEdges),
    gone: goneOf(now, base, comparedEdges),
  }
}

const toPair = ({ pair }: PairedEdge | PairedNode) => pair ?? []

function partsReader(now: GraphDraft, readParts: ReadParts): PartsOfPairs {
  return (pairs) => {
    const wanted = new Set(pairs.flatMap((pair) => [...pair.now.rows, ...pair.base.rows]).map(({ key }) => textOf(key)))
    const parts = readParts((key) => wanted.has(textOf(key)))
    const { scrapeIntervalMs, now: at } = now.input
    const [nowParts, baseParts] = [indexParts(parts.now, scrapeIntervalMs, at), indexParts(parts.base, scrapeIntervalMs, at)]
    return { now: (pair) => nowParts(pair.now), base: (pair) => baseParts(pair.base) }
  }
}

function toCompared({ id, presence, unknownReason, now, base }: PairedEdge | PairedNode, differences: Difference[] = []): Compared {
  return {
    id,
    presence,
    ...(unknownReason === undefined ? {} : { unknownReason }),
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
