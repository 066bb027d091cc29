import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import { versionId } from '@/lib/mesh/names'
import type { GroupBy } from '@/lib/mesh/topology'
import type { NodeDraft } from './graph-draft'

export type GroupKey = { id: string; name: string }

/** Above this many nodes namespaces are closed unless something else is asked for. */
const mostUngrouped = 150

/** What `auto` comes to. */
export const chooseGroup = (by: GroupBy | 'auto', nodes: number): GroupBy =>
  by !== 'auto' ? by : nodes > mostUngrouped ? 'namespace' : 'none'

/** A label is free text; in an id of an edge the arrow parts its ends. */
const escapeArrow = (name: string): string => name.replace(/[%>]/g, (mark) => (mark === '%' ? '%25' : '%3E'))

/**
 * Which group a node belongs to; null: to none. Callers outside the mesh never do. team: the label of its service in the mesh document, one group for
 * those without. version: one level up from what the view shows: versions by service, instances by version; services stay as they are.
 */
export function groupKeys(by: GroupBy, mesh: MeshDocument): (drafted: NodeDraft) => GroupKey | null {
  const key = (name: string): GroupKey => ({ id: `${by}=${escapeArrow(name)}`, name })
  if (by === 'none') return () => null
  if (by === 'namespace') return ({ node }) => (node.kind === 'unknown' ? null : key(node.namespace))
  if (by === 'version')
    return ({ node, service, version }) => {
      if (node.kind === 'version') return key(service)
      return node.kind === 'instance' && version !== null ? key(versionId(service, version)) : null
    }
  const teams = new Map<ServiceName, string>()
  for (const { name, labels } of mesh.services) if (labels?.team) teams.set(name, labels.team)
  return ({ node, service }) => (node.kind === 'unknown' || node.kind === 'gateway' ? null : key(teams.get(service) ?? ''))
}
