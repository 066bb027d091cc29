import { topologyRequestSchema, topologyResponseSchema } from '@/lib/api/topology'
import { toTopologyWire } from '@/lib/api/wire/topology'
import type { Millis } from '@/lib/mesh/names'
import type { Topology, TopologyView } from '@/lib/mesh/topology'
import type { FindExpression } from '@/lib/topology/find/find-expression'
import { parseFind } from '@/lib/topology/find/parse-find'
import type { GroupWish } from '@/lib/topology/topology-input'
import { BadInput, defineContract } from './contract'
import { parseRange } from './range'

export type TopologyInput = {
  from: Millis
  to: Millis
  view: TopologyView
  namespace?: string | undefined
  focus?: string | undefined
  depth: number
  find?: FindExpression | null | undefined
  hide?: FindExpression | null | undefined
  group?: GroupWish | undefined
  edges?: 'all' | 'readable' | undefined
}

export const getTopologyContract = defineContract({
  method: 'GET',
  path: '/api/v1/topology',
  summary: 'Who calls whom, with rates, errors and latency, over a range of time',
  query: topologyRequestSchema,
  response: topologyResponseSchema,
  errors: ['not_found'],
  toInput: ({ query, now }): TopologyInput => {
    const { view, namespace, focus, depth, edges } = query
    const group = query.group && { by: query.group, open: new Set(toList(query.open ?? '')) }
    const [find, hide] = [parse('find', query.find), parse('hide', query.hide)]
    return { ...parseRange(query, now, 60_000), view, namespace, focus, depth, find, hide, group, edges }
  },
  toWire: (topology: Topology) => toTopologyWire(topology),
})

function parse(field: 'find' | 'hide', text: string | undefined): FindExpression | null {
  const parsed = parseFind(text ?? '')
  if (parsed.ok) return parsed.expression
  throw new BadInput(field, `${parsed.message} (at character ${parsed.at + 1})`)
}

/** `a,b%2Cc` is `a` and `b,c`; a stray per cent sign is itself. */
const toList = (text: string): string[] => text.split(',').flatMap((part) => (part === '' ? [] : [part.replaceAll('%2C', ',')]))
