import type { TopologyNodeWire } from '@/lib/api/topology'
import { displayName } from '@/lib/mesh/display-name'

/** What fits on a node at full size, in characters. */
const titleLimit = 17
const asideLimit = 8

/** `reviews`, `reviews v2`, and for an instance its own name where that says all and fits (`reviews-v2-1`), else service and version. */
export function nodeTitle(node: TopologyNodeWire): string {
  if (node.kind === 'version') return displayName(`${node.name} ${node.version ?? ''}`, titleLimit)
  if (node.kind === 'instance') return saysAll(node) ? instanceName(node) : displayName(`${node.name} ${node.version ?? ''}`, titleLimit)
  return displayName(node.kind === 'unknown' ? node.name || node.id : node.name, titleLimit)
}

/** What stands faint at the right of the title: kind, protocol and count, or the end of an instance's name, where instances differ. */
export function nodeAside(node: TopologyNodeWire): string {
  if (node.kind === 'external') return 'external'
  if (node.kind === 'gateway' || node.kind === 'unknown') return ''
  if (node.kind === 'instance') {
    const own = instanceName(node)
    return saysAll(node) ? '' : own.length <= asideLimit ? own : `…${[...own].slice(1 - asideLimit).join('')}`
  }
  const instances = node.versions?.reduce((sum, version) => sum + version.instances, 0) ?? node.proxies.total
  const protocol = node.protocol && node.protocol !== 'http' ? node.protocol : ''
  return [protocol, instances > 1 ? `×${instances}` : ''].filter(Boolean).join(' ')
}

/** What stands behind `service@version/`. */
function instanceName(node: TopologyNodeWire): string {
  const version = node.id.indexOf('@')
  return displayName(node.id.slice(node.id.indexOf('/', version === -1 ? 0 : version) + 1))
}

function saysAll(node: TopologyNodeWire): boolean {
  const own = instanceName(node)
  return own.length <= titleLimit && own.startsWith(node.name) && own.includes(node.version ?? '')
}
