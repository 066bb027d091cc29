import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import type { EdgeTotal } from '@/lib/mesh/window'
import { defaultRule } from '@/lib/routing/default-rule'
import { instancesOf } from './add-declared'
import type { EdgeDraft, GraphDraft, NodeDraft } from './graph-draft'
import { measureRows } from './measure-rows'

/** Versions of service nodes: the weight assigned by the default rule, the share of finals (tcp: connections) they took, instances. Edges get their split. */
export function addVersions(draft: GraphDraft): void {
  if (draft.input.view !== 'service') return
  const specs = new Map(draft.input.mesh.services.map((spec) => [spec.name, spec]))
  const policies = new Map(draft.input.policies.map((policy) => [policy.service, policy]))
  for (const drafted of draft.nodes.values()) {
    if (drafted.node.kind === 'service') addNodeVersions(draft, drafted, specs.get(drafted.service), policies.get(drafted.service))
  }
  for (const edge of draft.edges.values()) addSplit(draft, edge)
}

function addNodeVersions(draft: GraphDraft, drafted: NodeDraft, spec: ServiceSpec | undefined, policy: Policy | undefined): void {
  const taken = takenByVersion(drafted.inbound)
  const total = [...taken.values()].reduce((sum, count) => sum + count, 0)
  const names = new Set([
    ...(spec?.versions.map((version) => version.name) ?? []),
    ...drafted.proxies.flatMap((proxy) => proxy.version ?? []),
    ...taken.keys(),
  ])
  const rule = policy && defaultRule(policy)
  const versions = [...names].map((name) => ({
    name,
    weightPercent: rule ? (rule.backends.find((backend) => backend.version === name)?.weight ?? 0) : null,
    observedPercent: total > 0 ? (100 * (taken.get(name) ?? 0)) / total : null,
    instances: countInstances(draft, drafted.service, spec, name),
  }))
  if (versions.length > 0) drafted.node.versions = versions
}

const countInstances = (draft: GraphDraft, service: ServiceName, spec: ServiceSpec | undefined, version: string): number =>
  instancesOf(draft, spec ?? { name: service, protocol: 'http', hosts: [], versions: [] }, version).length

function takenByVersion(inbound: readonly EdgeDraft[]): Map<string, number> {
  const taken = new Map<string, number>()
  for (const { rows } of inbound)
    for (const { key, counts } of rows) {
      const { version } = key.target
      if (version !== null) taken.set(version, (taken.get(version) ?? 0) + (key.protocol === 'tcp' ? counts.connections : counts.requests))
    }
  return taken
}

function addSplit(draft: GraphDraft, { edge, rows }: EdgeDraft): void {
  if (edge.protocol === 'tcp' || rows.length < 2) return
  const byVersion = new Map<string, EdgeTotal[]>()
  for (const row of rows) {
    const { version } = row.key.target
    if (version === null) return
    const list = byVersion.get(version)
    if (list) list.push(row)
    else byVersion.set(version, [row])
  }
  const split = [...byVersion]
    .map(([version, own]) => ({ version, measured: measureRows(own, edge.protocol, draft.coverage) }))
    .filter(({ measured }) => measured.requests > 0 && measured.isFresh)
    .map(({ version, measured }) => ({ version, requestsPerSecond: measured.requestsPerSecond, errorRatio: measured.errorRatio }))
    .sort((a, b) => (a.version < b.version ? -1 : 1))
  if (split.length > 1) edge.split = split
}
