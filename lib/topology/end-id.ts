import { instanceId, versionId } from '@/lib/mesh/names'
import type { TopologyView } from '@/lib/mesh/topology'
import type { EdgeEnd } from '@/lib/mesh/window'

/** Node id of an end in a view. Gateways, external and unknown ends keep their id in every view; so does a service whose version is not known. */
export function endId(end: EdgeEnd, view: TopologyView): string {
  if (view === 'service' || end.kind !== 'service' || end.version === null) return end.service
  if (view === 'version' || end.instance === null) return versionId(end.service, end.version)
  return instanceId(end.service, end.version, end.instance)
}

/** Is this end the node of that id, in whichever view the id comes from? */
export function isEnd(end: EdgeEnd, id: string): boolean {
  return end.service === id || (end.kind === 'service' && (endId(end, 'version') === id || endId(end, 'instance') === id))
}
