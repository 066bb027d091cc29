import { serviceOfId } from '@/lib/mesh/names'
import type { FindExpression } from './find-expression'
import { badgeWords, edgeNumber, type FindEdge, type FindNode, nodeNumber, ofEdges, ofNodes } from './find-fields'
import { isHealthWord } from './parse-find'

export type Found = { nodes: Set<string>; edges: Set<string> }
type Graph = { nodes: readonly FindNode[]; edges: readonly FindEdge[] }

/**
 * The nodes and edges that an expression fits. An expression that names something only nodes have (a name, a version) fits no edge, and the other way
 * round. What is not known fits no comparison of numbers. `caller` and `callee` of a node are any of its own. O((nodes + edges) × terms).
 */
export function matchFind(expression: FindExpression, graph: Graph): Found {
  const uses = fieldsOf(expression)
  const view = new GraphView(graph)
  const nodes = uses.some((field) => ofEdges.has(field)) ? [] : graph.nodes.filter((node) => fitsNode(expression, node, view))
  const edges = uses.some((field) => ofNodes.has(field)) ? [] : graph.edges.filter((edge) => fitsEdge(expression, edge, view))
  return { nodes: new Set(nodes.map(({ id }) => id)), edges: new Set(edges.map(({ id }) => id)) }
}

/** What the terms look at; a word looks at the name unless it is a health. */
function fieldsOf(expression: FindExpression): string[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.parts.flatMap(fieldsOf)
    case 'not':
      return fieldsOf(expression.part)
    case 'word':
      return [isHealthWord(expression.word) ? 'health' : 'name']
    case 'text':
    case 'number':
      return [expression.field]
    case 'has':
      return expression.badge === 'fault' ? [] : ['name']
    case 'label':
      return ['name']
    case 'reach':
      return []
  }
}

/** Neighbours and what can be reached, worked out when first asked for. */
class GraphView {
  private readonly graph: Graph
  private readonly reached = new Map<FindExpression, Set<string>>()
  private neighbours: { from: Map<string, string[]>; to: Map<string, string[]> } | null = null
  constructor(graph: Graph) {
    this.graph = graph
  }
  /** Callees are where calls `from` it go; callers where calls `to` it come from. */
  of(way: 'from' | 'to', id: string): readonly string[] {
    this.neighbours ??= this.link()
    return this.neighbours[way].get(id) ?? []
  }
  reach(expression: FindExpression & { kind: 'reach' }): Set<string> {
    const known = this.reached.get(expression)
    if (known) return known
    const open = this.graph.nodes
      .filter(({ id }) => expression.fits(id.toLowerCase()) || expression.fits(serviceOf(id)))
      .map(({ id }) => id)
    const reached = new Set(open)
    for (let id = open.pop(); id !== undefined; id = open.pop())
      for (const next of this.of(expression.way, id))
        if (!reached.has(next)) {
          reached.add(next)
          open.push(next)
        }
    this.reached.set(expression, reached)
    return reached
  }
  private link() {
    const links = { from: new Map<string, string[]>(), to: new Map<string, string[]>() }
    const put = (map: Map<string, string[]>, id: string, other: string) => {
      const known = map.get(id)
      if (known) known.push(other)
      else map.set(id, [other])
    }
    for (const { source, target } of this.graph.edges) {
      put(links.from, source, target)
      put(links.to, target, source)
    }
    return links
  }
}

const serviceOf = (id: string): string => serviceOfId(id).toLowerCase()

function fitsNode(expression: FindExpression, node: FindNode, view: GraphView): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.parts.every((part) => fitsNode(part, node, view))
    case 'or':
      return expression.parts.some((part) => fitsNode(part, node, view))
    case 'not':
      return !fitsNode(expression.part, node, view)
    case 'word':
      return isHealthWord(expression.word) ? node.health === expression.word : expression.fits(node.id.toLowerCase())
    case 'text':
      return textsOfNode(expression.field, node, view).some(expression.fits) !== expression.isNot
    case 'label':
      return (
        Object.entries(node.labels ?? {}).some(
          ([name, value]) => name.toLowerCase() === expression.name && expression.fits(value.toLowerCase()),
        ) !== expression.isNot
      )
    case 'number':
      return compares(nodeNumber(node, expression.field), expression)
    case 'has':
      return node.badges.some((badge) => badge.kind === badgeWords[expression.badge])
    case 'reach':
      return view.reach(expression).has(node.id)
  }
}

function fitsEdge(expression: FindExpression, edge: FindEdge, view: GraphView): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.parts.every((part) => fitsEdge(part, edge, view))
    case 'or':
      return expression.parts.some((part) => fitsEdge(part, edge, view))
    case 'not':
      return !fitsEdge(expression.part, edge, view)
    case 'word':
      return edge.health === expression.word
    case 'text':
      return textsOfEdge(expression.field, edge).some(expression.fits) !== expression.isNot
    case 'label':
      return false
    case 'number':
      return compares(edgeNumber(edge, expression.field), expression)
    case 'has':
      return (edge.injectedPerSecond ?? 0) > 0
    case 'reach': {
      const reached = view.reach(expression)
      return reached.has(edge.source) && reached.has(edge.target)
    }
  }
}

type Field = (FindExpression & { kind: 'text' })['field']

function textsOfNode(field: Field, node: FindNode, view: GraphView): string[] {
  if (field === 'caller') return view.of('to', node.id).flatMap((id) => [id.toLowerCase(), serviceOf(id)])
  if (field === 'callee') return view.of('from', node.id).flatMap((id) => [id.toLowerCase(), serviceOf(id)])
  if (field === 'ns') return [node.namespace.toLowerCase()]
  if (field === 'origin') return []
  return [(node[field] ?? '').toLowerCase()]
}

function textsOfEdge(field: Field, edge: FindEdge): string[] {
  if (field === 'caller') return [edge.source.toLowerCase(), serviceOf(edge.source)]
  if (field === 'callee') return [edge.target.toLowerCase(), serviceOf(edge.target)]
  return field === 'protocol' || field === 'health' || field === 'origin' ? [edge[field]] : []
}

function compares(known: number | null, { compare, value }: FindExpression & { kind: 'number' }): boolean {
  if (known === null) return false
  switch (compare) {
    case '=':
      return known === value
    case '!=':
      return known !== value
    case '>':
      return known > value
    case '>=':
      return known >= value
    case '<':
      return known < value
    case '<=':
      return known <= value
  }
}
