import { anyVersion, parseDestinationName, toDestinationName } from '@/lib/mesh/destination-name'
import type { ServiceName } from '@/lib/mesh/names'
import type { Sweep } from '@/lib/metrics/sweep'

/** How many endpoints of a version each proxy may send to, as it said itself in its last sweep: present, healthy and not ejected. */
export class EndpointHealth {
  private readonly byProxy = new Map<string, Map<string, number>>()

  take(proxyId: string, sweep: Sweep): void {
    const healthy = new Map<string, number>()
    for (const { cluster, hosts, gauges } of sweep.clusters) {
      const destination = parseDestinationName(cluster)
      if (!destination) continue
      for (const host of destination.version === anyVersion ? hosts : []) {
        if (host.version === null || !host.isHealthy || host.isEjected) continue
        const own = toDestinationName(destination.service, host.version)
        healthy.set(own, (healthy.get(own) ?? 0) + 1)
      }
      healthy.set(
        cluster,
        hosts.length > 0 ? hosts.filter((host) => host.isHealthy && !host.isEjected).length : (gauges.endpointsHealthy ?? 0),
      )
    }
    this.byProxy.set(proxyId, healthy)
  }

  /** null: the proxy was not read yet. A destination that it does not have has no endpoint; so has a version of a tcp service at weight 0. */
  of(proxyId: string, service: ServiceName, version: string): number | null {
    const known = this.byProxy.get(proxyId)
    return known ? (known.get(toDestinationName(service, version)) ?? 0) : null
  }

  forget(proxyId: string): void {
    this.byProxy.delete(proxyId)
  }
}
