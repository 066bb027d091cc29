import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import { instanceId, versionId } from '@/lib/mesh/names'
import { ensureNode, type GraphDraft, type NodeDraft } from './graph-draft'

/** Declared services and gateways, idle ones too: one node per service, version or instance by view. */
export function addDeclared(draft: GraphDraft): void {
  for (const gateway of draft.input.mesh.gateways) {
    ensureNode(draft, { id: gateway.name, kind: 'gateway', service: gateway.name, version: null, isDeclared: true })
  }
  for (const spec of draft.input.mesh.services) addService(draft, spec)
}

function addService(draft: GraphDraft, spec: ServiceSpec): void {
  const { name, protocol } = spec
  if (spec.external || draft.input.view === 'service') {
    const kind = spec.external ? 'external' : 'service'
    label(ensureNode(draft, { id: name, kind, service: name, version: null, isDeclared: true, protocol }), spec)
  } else for (const version of spec.versions) addVersion(draft, spec, version.name)
}

function addVersion(draft: GraphDraft, spec: ServiceSpec, version: string): void {
  const seed = { service: spec.name, version, isDeclared: true, protocol: spec.protocol }
  const instances = draft.input.view === 'instance' ? instancesOf(draft, spec, version) : []
  for (const instance of instances)
    label(ensureNode(draft, { ...seed, id: instanceId(spec.name, version, instance), kind: 'instance' }), spec)
  if (instances.length === 0) label(ensureNode(draft, { ...seed, id: versionId(spec.name, version), kind: 'version' }), spec)
}

function label({ node }: NodeDraft, { labels }: ServiceSpec): void {
  if (labels) node.labels = labels
}

/** Registered proxies by their id, and the listed endpoints without a proxy by their address. */
export function instancesOf(draft: GraphDraft, spec: ServiceSpec, version: string): string[] {
  const own = (draft.proxiesByService.get(spec.name) ?? []).filter((proxy) => proxy.version === version && proxy.role !== 'gateway')
  const listed = spec.versions.find((other) => other.name === version)?.endpoints ?? []
  const foreign = listed.filter(
    ({ address, port }) => !own.some((proxy) => proxy.inbound?.port === port && proxy.inbound.address === address),
  )
  return [...own.map((proxy) => proxy.id), ...foreign.map(({ address, port }) => `${address}:${port}`)]
}
