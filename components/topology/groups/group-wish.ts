import type { TopologyResponse } from '@/lib/api/topology'
import type { TopologyParams } from '../use-topology-params'

type Grouping = TopologyResponse['grouping']

/** What the API is asked for: groups, the open ones of them, and for a drawing only as many edges as can be read. */
export function toGroupQuery({ group, open, edges, as }: Pick<TopologyParams, 'group' | 'open' | 'edges' | 'as'>) {
  return {
    group,
    ...(open.length > 0 ? { open: open.map((id) => id.replaceAll(',', '%2C')).join(',') } : {}),
    // The table says all.
    edges: as === 'table' ? ('all' as const) : edges,
  }
}

export const isGrouped = (grouping: Grouping): grouping is NonNullable<Grouping> => grouping !== undefined && grouping.by !== 'none'

/** Under which name the places of a view are kept: a grouped one has a drawing of its own. */
export const positionsKey = (view: string, grouping: Grouping): string => (isGrouped(grouping) ? `${view}~${grouping.by}` : view)
