import type { TopologyNodeWire } from '@/lib/api/topology'

/** The service of a node: that of a version or instance stands before the `@`. */
export const serviceOf = (node: Pick<TopologyNodeWire, 'id'>): string => node.id.split('@')[0] ?? node.id
