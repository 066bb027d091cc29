import { topologyRequestSchema, topologyResponseSchema } from '@/lib/api/topology'
import { toTopologyWire } from '@/lib/api/wire/topology'
import type { Millis } from '@/lib/mesh/names'
import type { Topology, TopologyView } from '@/lib/mesh/topology'
import { BadInput, defineContract } from './contract'
import { parseRange } from './range'

export type TopologyInput = {
  from: Millis
  to: Millis
  view: TopologyView
  namespace?: string | undefined
  focus?: string | undefined
  depth: number
}

export const getTopologyContract = defineContract({
  method: 'GET',
  path: '/api/v1/topology',
  summary: 'Who calls whom, with rates, errors and latency, over a range of time',
  query: topologyRequestSchema,
  response: topologyResponseSchema,
  toInput: ({ query, now }): TopologyInput => {
    for (const name of ['find', 'hide'] as const)
      if (query[name]) throw new BadInput(name, 'is not built yet here: leave it out, and use namespace, or focus and depth')
    return { ...parseRange(query, now, 60_000), view: query.view, namespace: query.namespace, focus: query.focus, depth: query.depth }
  },
  toWire: (topology: Topology) => toTopologyWire(topology),
})
