import { findFreePorts } from '@/demo/find-free-ports'
import type { ControlPlane, Desired } from '@/lib/control-plane/control-plane'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import { createControlPlane } from '@/lib/control-plane/xds/control-plane'
import type { Endpoint, MeshDocument, Protocol } from '@/lib/mesh/mesh-document'
import { parseCaller } from '@/lib/routing/caller-name'
import { type Answer, type Asked, ask, askMany } from './ask'
import { type RealEnvoy, startRealEnvoy } from './real-envoy'
import { waitFor } from './wait-for'

type Part = Partial<Pick<Desired, 'policies' | 'faults' | 'mesh' | 'instances'>>
export type Caller = {
  envoy: RealEnvoy
  adminUrl: string
  outbound: number
  tcp: number
  ask(asked: Asked): Promise<Answer>
  askMany(count: number, asked: Asked | ((index: number) => Asked), concurrency?: number): Promise<Answer[]>
}
export type ProofMesh = {
  plane: ControlPlane
  mesh: MeshDocument
  /** By caller, as they were asked for. */
  caller(name: string): Caller
  /** Publishes these parts over the mesh without policies and faults, and waits until every proxy has ACKed all of it. */
  publish(part: Part): Promise<void>
  stop(): Promise<void>
}

export const proofService = (
  name: string,
  versions: Record<string, readonly Endpoint[]>,
  protocol: Protocol = 'http',
): MeshDocument['services'][number] => ({
  name,
  protocol,
  hosts: [name.slice(name.indexOf('/') + 1)],
  ...(protocol === 'tcp' ? { port: 7001 } : {}),
  versions: Object.entries(versions).map(([version, endpoints]) => ({ name: version, endpoints: [...endpoints] })),
})

/** Our own control plane and one real Envoy per caller (`shop/frontend@v1`), whose outbound listener a test sends requests to. `tcp` is the port of the tcp service. All callers are in `zone`. */
export async function startProofMesh(services: MeshDocument['services'], callers: readonly string[], zone?: string): Promise<ProofMesh> {
  const names = [...new Set(callers.map((caller) => parseCaller(caller).service))]
  const calling = names.map((name) => ({ name, protocol: 'http' as const, hosts: [], versions: [{ name: 'v1' }, { name: 'v2' }] }))
  const mesh: MeshDocument = { services: [...services, ...calling], gateways: [] }
  const { plane, address, revisionOf } = await startPlane(mesh)
  const started = await Promise.all(callers.map((caller) => startCaller(address, caller, services, zone)))
  const proxies = new Map(callers.map((caller, index) => [caller, started[index]]))
  let revision = 1
  const synced = (): Promise<unknown> =>
    waitFor(`revision ${revision} on every proxy`, () => callers.every((caller) => revisionOf(toId(caller)) === revision))
  await synced()
  return {
    plane,
    mesh,
    caller(name) {
      const found = proxies.get(name)
      if (!found) throw new Error(`no caller ${name}`)
      return found
    },
    async publish({ policies = [], faults = [], instances = [], mesh: other = mesh }) {
      revision += 1
      plane.publish({ revision, mesh: other, policies, instances, faults })
      plane.lease(faults)
      await synced()
    },
    async stop() {
      for (const proxy of proxies.values()) await proxy?.envoy.stop()
      await plane.stop(0)
    },
  }
}

const toId = (caller: string): string => caller.replace(/[/@]/g, '-')

async function startPlane(mesh: MeshDocument) {
  const log = { info: () => undefined, warn: () => undefined }
  const plane = createControlPlane({ listen: '127.0.0.1:0', isStoreAlive: () => true, now: Date.now, log })
  const revisions = new Map<string, number>()
  plane.subscribe((event) => {
    if (event.kind === 'sync') revisions.set(event.proxyId, event.syncedRevision)
  })
  plane.publish({ revision: 1, mesh, policies: [], instances: [], faults: [] })
  const { address } = await plane.start()
  return { plane, address, revisionOf: (id: string): number => revisions.get(id) ?? 0 }
}

async function startCaller(xds: string, caller: string, services: MeshDocument['services'], zone?: string): Promise<Caller> {
  const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'app', 'tcp'], {}, Math.random)
  const at = (name: string): string => `127.0.0.1:${ports[name]}`
  const { service, version } = parseCaller(caller)
  const tcpService = services.find((spec) => spec.protocol === 'tcp')
  const bootstrap = renderBootstrap({
    id: toId(caller),
    service,
    version: version ?? 'v1',
    xds,
    admin: at('admin'),
    inbound: at('inbound'),
    outbound: at('outbound'),
    app: at('app'),
    ...(zone !== undefined && { zone }),
    ...(tcpService ? { tcp: { [tcpService.name]: at('tcp') } } : {}),
  })
  const envoy = await startRealEnvoy(bootstrap, ports.admin ?? 0)
  const outbound = ports.outbound ?? 0
  return {
    envoy,
    adminUrl: `http://${at('admin')}`,
    outbound,
    tcp: ports.tcp ?? 0,
    ask: (asked) => ask(outbound, asked),
    askMany: (count, asked, concurrency) => askMany(outbound, count, typeof asked === 'function' ? asked : () => asked, concurrency),
  }
}
