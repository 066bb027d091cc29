import type { Protocol } from '@/lib/mesh/mesh-document'
import { type ServiceName, splitServiceName } from '@/lib/mesh/names'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { NodeKind, TopologyEdge, TopologyNode } from '@/lib/mesh/topology'
import type { EdgeOrigin, EdgeTotal } from '@/lib/mesh/window'
import type { Coverage } from './coverage'
import type { Amounts } from './measure-rows'
import type { TopologyInput } from './topology-input'

export type NodeDraft = {
  node: TopologyNode
  service: ServiceName
  version: string | null
  isDeclared: boolean
  /** The proxies behind this node. */
  proxies: MeshProxy[]
  inbound: EdgeDraft[]
  /** The rows of all of them. */
  inboundRows: EdgeTotal[]
  /** Counted by its own proxies; used where no caller's proxy counts. */
  serverRows: EdgeTotal[]
  /** What the node took in; null before it is measured and where nobody counts it. */
  amounts: Amounts | null
}

export type EdgeDraft = {
  edge: TopologyEdge
  rows: EdgeTotal[]
  source: NodeDraft
  target: NodeDraft
  amounts: Amounts | null
  /** How many of the edges that were merged into it are failing or degraded. */
  unwell?: number | undefined
}

/** The graph under construction; each enricher adds its part. */
export type GraphDraft = {
  input: TopologyInput
  coverage: Map<string, Coverage>
  proxiesByService: Map<ServiceName, MeshProxy[]>
  nodes: Map<string, NodeDraft>
  edges: Map<string, EdgeDraft>
  /** How many were hidden on demand. */
  hidden?: { nodes: number; edges: number } | undefined
}

export type Enricher = (draft: GraphDraft) => void

export type NodeSeed = {
  id: string
  kind: NodeKind
  service: ServiceName
  version: string | null
  isDeclared: boolean
  protocol?: Protocol | undefined
}

/** The node of that id, made when it is not there yet. */
export function ensureNode(draft: GraphDraft, seed: NodeSeed): NodeDraft {
  const known = draft.nodes.get(seed.id)
  if (known) return known
  const { namespace, name } = splitServiceName(seed.service)
  const node: TopologyNode = {
    id: seed.id,
    kind: seed.kind,
    namespace,
    name,
    version: seed.version ?? undefined,
    protocol: seed.protocol,
    health: 'unknown',
    healthReasons: [],
    proxies: { total: 0, answering: 0, inSync: 0 },
    inbound: {
      requestsPerSecond: null,
      errorRatio: null,
      latencyMs: null,
      latencyBoundsMs: undefined,
      connectionsPerSecond: undefined,
    },
    versions: undefined,
    badges: [],
    labels: undefined,
    group: undefined,
  }
  const made: NodeDraft = {
    node,
    service: seed.service,
    version: seed.version,
    isDeclared: seed.isDeclared,
    proxies: [],
    inbound: [],
    inboundRows: [],
    serverRows: [],
    amounts: null,
  }
  draft.nodes.set(seed.id, made)
  return made
}

/** An edge before anything is measured. Every key is there from the start: one that is added later costs each of thousands of edges a copy. */
export const emptyEdge = (id: string, source: string, target: string, protocol: Protocol, origin: EdgeOrigin): TopologyEdge => ({
  id,
  source,
  target,
  protocol,
  requests: 0,
  errors: 0,
  coveredSeconds: 0,
  requestsPerSecond: null,
  errorRatio: null,
  errorRatioUnknown: undefined,
  latencyMs: null,
  latencyBoundsMs: undefined,
  retriesPerSecond: null,
  timeoutsPerSecond: null,
  attemptsPerSecond: null,
  connectionsOpen: undefined,
  connectionsPerSecond: undefined,
  bytesPerSecond: undefined,
  mtlsRatio: null,
  injectedPerSecond: null,
  origin,
  health: 'unknown',
  healthReasons: [],
  split: undefined,
  merged: undefined,
})
