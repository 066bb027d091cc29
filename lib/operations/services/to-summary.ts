import { splitServiceName } from '@/lib/mesh/names'
import type { ServiceSummary, Signals } from '@/lib/mesh/service-view'
import type { SloStatus } from '@/lib/mesh/slo'
import type { TopologyNode } from '@/lib/mesh/topology'
import { toOverlays } from '../policies/get'
import type { Graph } from './read-graph'

export const toSignals = ({ inbound }: TopologyNode): Signals => ({
  requestsPerSecond: inbound.requestsPerSecond,
  errorRatio: inbound.errorRatio,
  latencyMs: inbound.latencyMs,
  ...(inbound.latencyBoundsMs === undefined ? {} : { latencyBoundsMs: inbound.latencyBoundsMs }),
})

const kinds = {
  service: 'service',
  version: 'service',
  instance: 'service',
  gateway: 'gateway',
  external: 'external',
  unknown: 'unknown',
} as const

/** A node of the service view as a line of the list. */
export function toSummary(graph: Graph, node: TopologyNode, slo: SloStatus | null): ServiceSummary {
  const { namespace } = splitServiceName(node.id)
  const spec = graph.mesh.services.find((service) => service.name === node.id)
  const stored = graph.policies.find(({ policy }) => policy.service === node.id)
  return {
    name: node.id,
    namespace,
    kind: kinds[node.kind],
    protocol: spec?.protocol ?? node.protocol ?? null,
    declared: spec !== undefined || graph.mesh.gateways.some((gateway) => gateway.name === node.id),
    health: node.health,
    healthReasons: node.healthReasons,
    signals: toSignals(node),
    connectionsPerSecond: node.inbound.connectionsPerSecond ?? null,
    versions: (node.versions ?? []).map(({ name, weightPercent, instances }) => ({ name, weightPercent, instances })),
    proxies: node.proxies,
    policyRevision: spec && stored ? stored.revision : null,
    overlays: toOverlays(
      graph.faults.filter((fault) => fault.service === node.id),
      graph.canaries.filter((canary) => canary.service === node.id),
    ),
    slo,
  }
}
