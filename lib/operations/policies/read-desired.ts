import { toOverlay } from '@/lib/canary/to-overlay'
import type { Desired } from '@/lib/control-plane/control-plane'
import { isFaultActive } from '@/lib/mesh/fault'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { SteerTx } from '@/lib/store/store'

type Reads = Pick<SteerTx, 'mesh' | 'policies' | 'faults'> & { canaries: Pick<SteerTx['canaries'], 'open'> }

export const noMesh: MeshDocument = { services: [], gateways: [] }

/** What the proxies should run, by the store (or the transaction) and the proxies that registered themselves. Of the past nothing is kept: `revision` is 0. */
export async function readDesired(reads: Reads, proxies: readonly MeshProxy[]): Promise<Desired> {
  const mesh = (await reads.mesh.get())?.document ?? noMesh
  const declared = new Set(mesh.services.map((service) => service.name))
  const policies = (await reads.policies.list()).filter((stored) => declared.has(stored.policy.service))
  const faults = (await reads.faults.list({ active: true, limit: 1000 })).filter(isFaultActive)
  const canaries = (await reads.canaries.open())
    .flatMap(({ record }) => toOverlay(record) ?? [])
    .filter(({ service }) => declared.has(service))
  return { revision: 0, mesh, policies, instances: toInstances(proxies), faults, canaries }
}

/** Sidecars that name a service, a version and an inbound address are endpoints of it. */
export const toInstances = (proxies: readonly MeshProxy[]): Desired['instances'] =>
  proxies.flatMap((proxy) =>
    proxy.role === 'sidecar' && !proxy.isStatic && proxy.version && proxy.inbound
      ? [
          {
            proxyId: proxy.id,
            service: proxy.service,
            version: proxy.version,
            inbound: proxy.inbound,
            connected: proxy.connected,
            connectionChangedAt: proxy.connectionChangedAt ?? 0,
          },
        ]
      : [],
  )
