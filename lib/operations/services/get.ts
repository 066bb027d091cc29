import type { GetServiceInput } from '@/lib/api/contracts/services'
import { AppError } from '@/lib/errors'
import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import { type ServiceName, versionId } from '@/lib/mesh/names'
import type { PolicyView } from '@/lib/mesh/policy-view'
import type { EndpointView, ServiceDetail, VersionView } from '@/lib/mesh/service-view'
import type { TopologyNode } from '@/lib/mesh/topology'
import { compareVersions, type VersionDifference } from '@/lib/topology/compare-versions'
import type { GraphDraft } from '@/lib/topology/graph-draft'
import { sumTraffic } from '@/lib/topology/sum-traffic'
import type { Ctx } from '../ctx'
import { toOverlays } from '../policies/get'
import { judgeSlos } from '../slos/judge-slos'
import { type Graph, readGraph } from './read-graph'
import { toSignals, toSummary } from './to-summary'

export async function getService(ctx: Ctx, input: GetServiceInput): Promise<ServiceDetail> {
  const { service } = input
  const graph = await readGraph(ctx, input)
  const topology = graph.view('service')
  const node = topology.nodes.find((other) => other.id === service)
  if (!node) throw new AppError('not_found', `no service "${service}" is declared or was seen in this range`)
  const spec = graph.mesh.services.find((other) => other.name === service)
  const policy = toPolicyView(ctx, graph, service)
  const own = (await ctx.store.steer.slos.list()).filter((each) => each.service === service)
  const [slo] = judgeSlos(ctx, own)
  const versionDraft = graph.draft('version')
  return {
    ...toSummary(graph, node, slo ?? null),
    hosts: spec?.hosts ?? [],
    versionDetails: toVersions(graph, versionDraft, node, spec),
    instances: graph.view('instance').nodes.filter((other) => other.kind === 'instance' && other.id.startsWith(`${service}@`)),
    callers: topology.edges.filter((edge) => edge.target === service),
    callees: topology.edges.filter((edge) => edge.source === service),
    pendingRequests: countPending(graph, service),
    maxPendingRequests: policy?.policy.destination?.circuitBreaker?.maxPendingRequests ?? null,
    policy,
    recentChanges: await ctx.store.steer.changes.list({ service, limit: 10, withEvidence: true }),
    simulated: topology.simulated,
    traffic: sumTraffic(graph.totals, service, versionDraft.coverage),
    versionDifferences: compareWithMost(ctx, versionDraft, node, input),
  }
}

function toPolicyView(ctx: Ctx, graph: Graph, service: ServiceName): PolicyView | null {
  const stored = graph.policies.find(({ policy }) => policy.service === service)
  if (!stored || !graph.mesh.services.some((other) => other.name === service)) return null
  const overlays = toOverlays(
    graph.faults.filter((fault) => fault.service === service),
    graph.canaries.filter((canary) => canary.service === service),
  )
  return { ...stored, overlays, capabilities: ctx.driver.capabilities(graph.mesh, service, graph.proxies) }
}

function toVersions(graph: Graph, draft: GraphDraft, node: TopologyNode, spec: ServiceSpec | undefined): VersionView[] {
  return (node.versions ?? []).map(({ name, weightPercent, observedPercent }) => {
    const own = draft.nodes.get(versionId(node.id, name))?.node
    return {
      name,
      weightPercent,
      observedPercent,
      signals: own ? toSignals(own) : { requestsPerSecond: null, errorRatio: null, latencyMs: null },
      health: own?.health ?? 'unknown',
      healthReasons: own?.healthReasons ?? [],
      endpoints: toEndpoints(graph, node.id, name, spec),
    }
  })
}

function toEndpoints(graph: Graph, service: ServiceName, version: string, spec: ServiceSpec | undefined): EndpointView[] {
  const listed = spec?.versions.find((other) => other.name === version)?.endpoints ?? []
  const registered = graph.proxies.filter((proxy) => proxy.service === service && proxy.version === version && !proxy.isStatic)
  return [
    ...listed.map(({ address, port }) => ({ address: `${address}:${port}`, registered: false, proxyId: null, connected: null })),
    ...registered.flatMap(({ id, inbound, connected }) =>
      inbound ? [{ address: `${inbound.address}:${inbound.port}`, registered: true, proxyId: id, connected }] : [],
    ),
  ]
}

/** How counts scatter is measured in as many parts of the range. */
const parts = 8

function compareWithMost(ctx: Ctx, draft: GraphDraft, node: TopologyNode, { from, to }: GetServiceInput): VersionDifference[] {
  const versions = node.versions ?? []
  const shareOf = (version: (typeof versions)[number]): number => version.observedPercent ?? version.weightPercent ?? 0
  const [most] = [...versions].sort((a, b) => shareOf(b) - shareOf(a))
  if (!most || versions.length < 2) return []
  const names = versions.map(({ name }) => name)
  return compareVersions(draft, node.id, most.name, names, (wanted) => ctx.store.series.totalsInParts({ wanted, from, to, parts }))
}

/** At the end of each caller's newest window; null where no caller was read. */
function countPending(graph: Graph, service: ServiceName): number | null {
  const rows = graph.totals.filter(({ key }) => key.target.service === service && key.side === 'client' && key.level === 'edge')
  return rows.length === 0 ? null : rows.reduce((sum, row) => sum + row.gauges.requestsPending, 0)
}
