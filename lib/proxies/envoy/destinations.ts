import { parseDestinationName } from '@/lib/mesh/destination-name'
import type { ServiceName } from '@/lib/mesh/names'
import type { LoadedDestination } from '@/lib/mesh/policy'
import { asArray, asObject, asText, type JsonObject } from './json'
import { readDestination } from './policy/read-destination'
import { readDuration } from './policy/read-duration'

/**
 * Destination settings by service, from the cluster and listener parts of `/config_dump` (dynamic_active_clusters, dynamic_listeners). The clusters of a service's
 * versions must say the same; one that differs is named in `unread`. Clusters of mirrors follow the others and are not read.
 */
export function parseDestinations(clusters: JsonObject, listeners: JsonObject): Map<ServiceName, LoadedDestination> {
  const found = new Map<ServiceName, LoadedDestination>()
  const texts = new Map<ServiceName, string>()
  for (const entry of asArray(clusters.configs)) {
    const cluster = asObject(asObject(entry).cluster)
    const name = asText(cluster.name)
    const destination = parseDestinationName(name)
    if (!destination || destination.mirror) continue
    const unread: string[] = []
    const settings = readDestination(cluster, (what) => unread.push(`cluster ${name}: ${what}`))
    const first = found.get(destination.service)
    if (!first) {
      found.set(destination.service, { settings, unread })
      texts.set(destination.service, JSON.stringify(settings))
    } else {
      first.unread.push(...unread)
      if (texts.get(destination.service) !== JSON.stringify(settings))
        first.unread.push(`cluster ${name}: other settings than the other versions`)
    }
  }
  for (const [service, idleTimeout] of readIdleTimeouts(listeners)) {
    const destination = found.get(service)
    if (destination) destination.tcpIdleTimeout = idleTimeout
  }
  return found
}

const listenerPrefix = 'outbound_tcp.'

function readIdleTimeouts(listeners: JsonObject): [service: ServiceName, idleTimeout: string][] {
  return asArray(listeners.configs).flatMap((entry): [ServiceName, string][] => {
    const listener = asObject(asObject(asObject(entry).active_state).listener)
    const name = asText(listener.name)
    const filter = asObject(asArray(asObject(asArray(listener.filter_chains)[0]).filters)[0])
    const idleTimeout = readDuration(asObject(filter.typed_config).idle_timeout)
    return name.startsWith(listenerPrefix) && idleTimeout !== undefined ? [[name.slice(listenerPrefix.length), idleTimeout]] : []
  })
}
