import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import type { TopologyNode } from '@/lib/mesh/topology'
import type { EdgeTotal } from '@/lib/mesh/window'
import { defaultRule } from '@/lib/routing/default-rule'
import { instancesOf } from './add-declared'
import type { EdgeDraft, GraphDraft, NodeDraft } from './graph-draft'
import { measureRows } from './measure-rows'

/** Versions of service nodes, and of services outside the mesh as far as declared: the weight assigned by the default rule, the share of finals (tcp: connections) they took, instances. Edges get their split. */
export function addVersions(draft: GraphDraft): void {
  if (draft.input.view !== 'service') return
  const specs = new Map(draft.input.mesh.services.map((spec) => [spec.name, spec]))
  const policies = new Map(draft.input.policies.map((policy) => [policy.service, policy]))
  draft.nodes.forEach((drafted) => {
    const spec = specs.get(drafted.service)
    if (drafted.node.kind === 'service' || (drafted.node.kind === 'external' && spec))
      addNodeVersions(draft, drafted, spec, policies.get(drafted.service))
  })
  draft.edges.forEach((edge) => {
    addSplit(draft, edge)
  })
}

/** Where nothing declares an order: v2 before v10, whichever was read first. */
const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name, 'en', { numeric: true })

type VersionShare = NonNullable<TopologyNode['versions']>[number]

function addNodeVersions(draft: GraphDraft, drafted: NodeDraft, spec: ServiceSpec | undefined, policy: Policy | undefined): void {
  const rule = policy && defaultRule(policy)
  const versions: VersionShare[] = []
  const taken: number[] = []
  const indexOf = (name: string): number => {
    for (let index = 0; index < versions.length; index++) if (versions[index]?.name === name) return index
    const weightPercent = rule ? (rule.backends.find((backend) => backend.version === name)?.weight ?? 0) : null
    taken.push(0)
    return versions.push({ name, weightPercent, observedPercent: null, instances: countInstances(draft, drafted.service, spec, name) }) - 1
  }
  for (const { name } of spec?.versions ?? []) indexOf(name)
  for (const { version } of drafted.proxies) if (version !== null) indexOf(version)
  let total = 0
  for (const { key, counts } of drafted.inboundRows) {
    if (key.target.version === null) continue
    const count = key.protocol === 'tcp' ? counts.connections : counts.requests
    const index = indexOf(key.target.version)
    taken[index] = (taken[index] ?? 0) + count
    total += count
  }
  versions.forEach((version, index) => {
    if (total > 0) version.observedPercent = (100 * (taken[index] ?? 0)) / total
  })
  if (versions.length === 0) return
  const declared = spec?.versions.length ?? 0
  drafted.node.versions = [...versions.slice(0, declared), ...versions.slice(declared).sort(byName)]
}

const countInstances = (draft: GraphDraft, service: ServiceName, spec: ServiceSpec | undefined, version: string): number =>
  instancesOf(draft, spec ?? { name: service, protocol: 'http', hosts: [], versions: [] }, version).length

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
