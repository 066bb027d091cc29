'use client'
import { useQuery } from '@tanstack/react-query'
import { useRange } from '@/components/frame/use-range'
import type { TopologyResponse } from '@/lib/api/topology'
import { topologyQuery } from '@/lib/api/topology-queries'
import type { TopologyParams } from '../use-topology-params'
import { isGrouped } from './group-wish'

/**
 * What is next to the chosen node or edge, whole: the drawn graph may lack edges that are weak, and what is in closed groups. The drawn graph itself where it lacks nothing,
 * and until the other is there.
 */
export function useSurroundings(
  topology: TopologyResponse,
  { selected, view }: Pick<TopologyParams, 'selected' | 'view'>,
): TopologyResponse {
  const { from, to } = useRange()
  const focus = selected?.split('>')[0] ?? ''
  const isReduced = isGrouped(topology.grouping) || (topology.weaker?.edges ?? 0) > 0
  const isGroup =
    /^(namespace|team|version)=/.test(selected ?? '') || topology.edges.some(({ id, merged }) => id === selected && merged !== undefined)
  const { data } = useQuery({
    ...topologyQuery({ from, to, view, focus, depth: 1 }),
    enabled: isReduced && !isGroup && focus !== '',
    placeholderData: (former) => (former?.nodes.some(({ id }) => id === focus) ? former : undefined),
    retry: false,
  })
  return isReduced && !isGroup && focus !== '' && data ? data : topology
}
