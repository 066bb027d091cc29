import { syntheticMesh, toIdentities, toMeshDocument } from '@/demo/synthetic/synthetic-mesh'
import { syntheticWindows } from '@/demo/synthetic/synthetic-windows'
import { toBinCounts } from '@/lib/metrics/to-bin-counts'
import type { TopologyInput } from '@/lib/topology/topology-input'

const at = Date.UTC(2026, 0, 1, 12)

/** One minute of the synthetic mesh of so many services, as the graph is built from it. Its silent proxies are silent. */
export function syntheticInput(services: number, change: Partial<TopologyInput> = {}): TopologyInput {
  const mesh = syntheticMesh(services)
  const silent = new Set(mesh.services.flatMap(({ isSilent, versions }) => (isSilent ? versions.map(({ proxyId }) => proxyId) : [])))
  const reading = { lastAnswerAt: at - 1000, missedRounds: 0, problem: null, sweepMs: null, sweepBytes: null }
  return {
    from: at - 60_000,
    to: at,
    now: at,
    view: 'service',
    totals: syntheticWindows(mesh, at - 60_000, at, true).flatMap(({ edges }) =>
      edges.map((edge) => ({ ...edge, latency: toBinCounts(edge.latency), coveredMs: 60_000, firstMs: at - 60_000, lastMs: at })),
    ),
    mesh: toMeshDocument(mesh),
    policies: [],
    proxies: toIdentities(mesh).map((identity) => ({
      ...identity,
      connected: false,
      connectionChangedAt: null,
      sync: [],
      syncedRevision: 0,
      reading: silent.has(identity.id) ? { ...reading, missedRounds: 9 } : reading,
    })),
    faults: [],
    scrapeIntervalMs: 10_000,
    ...change,
  }
}
