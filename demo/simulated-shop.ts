import { createServer, type Server } from 'node:http'
import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import { splitServiceName } from '@/lib/mesh/names'
import type { Host } from '@/lib/testing/simulated-config'
import { type SimulatedAnswer, SimulatedProxy } from '@/lib/testing/simulated-proxy'
import { type Shop, type ShopInstance, shopMesh } from './mesh'
import { Behaviour, type Scenario } from './services/behaviour'
import { type Carried, toCarried } from './services/callee'

type Member = { instance: ShopInstance; spec: ServiceSpec; behaviour: Behaviour; proxy: SimulatedProxy | null }

const at = (port: number): string => `127.0.0.1:${port}`
const failed: SimulatedAnswer = { status: 503, grpcStatus: null, path: [] }

/**
 * The shop on simulated proxies: control streams, admin pages and the gateway's port are real, the hops between the services are not. What a visitor asks at the
 * gateway walks through the proxies' received routes, weights and faults, and says in its answer that it is simulated.
 */
export class SimulatedShop {
  private readonly members: Member[]
  private readonly gateway: SimulatedProxy
  private readonly services: readonly ServiceSpec[]
  private readonly port: number
  private server: Server | null = null

  constructor(shop: Shop, xds: string) {
    const { services } = shopMesh(shop)
    this.services = services
    this.port = shop.gateway.listen
    const common = { xds, random: Math.random, now: Date.now }
    this.members = shop.instances.flatMap((instance) => {
      const spec = services.find((service) => service.name === instance.service)
      const { id, service } = instance
      const proxy =
        instance.proxy && new SimulatedProxy({ ...common, id, service, metadata: toMetadata(instance), admin: instance.proxy.admin })
      return spec ? [{ instance, spec, behaviour: new Behaviour(Math.random), proxy }] : []
    })
    const { id, service, admin, listen } = shop.gateway
    const metadata = { service, role: 'gateway', admin: at(admin), inbound: at(listen) }
    this.gateway = new SimulatedProxy({ ...common, id, service, metadata, admin })
  }

  async start(): Promise<void> {
    for (const proxy of [this.gateway, ...this.members.map((member) => member.proxy)]) await proxy?.start()
    this.server = createServer((request, response) => {
      const carried = toCarried(request.headers)
      const headers = { ...carried, ':path': request.url ?? '/', ':method': request.method ?? 'GET' }
      void this.gateway
        .sendOut('gateway', { authority: request.headers.host ?? '', headers }, (host) => this.reach(host, carried))
        .then(({ status, path }) =>
          response
            .writeHead(status, { 'content-type': 'application/json', 'x-outrider-simulated': 'true' })
            .end(JSON.stringify(status === 200 ? { path } : { error: `simulated: ${status}` })),
        )
    })
    await new Promise<void>((resolve, reject) => {
      this.server?.once('error', reject).listen(this.port, '127.0.0.1', resolve)
    })
  }

  /** Rejects for an unknown version. */
  async setScenario(service: string, version: string, scenario: Scenario): Promise<void> {
    const chosen = this.members.filter(({ instance }) => instance.service === service && instance.version === version)
    if (chosen.length === 0) throw new Error(`there is no ${service}@${version}`)
    for (const { behaviour } of chosen) behaviour.scenario = scenario
  }

  private async reach(host: Host, carried: Carried): Promise<SimulatedAnswer | null> {
    const member = this.members.find(({ instance }) => (instance.proxy?.inbound ?? instance.app) === host.port)
    if (!member) return null
    const serve = (): Promise<SimulatedAnswer | null> => this.serve(member, carried)
    if (!member.proxy) return serve()
    return member.spec.protocol === 'tcp' ? member.proxy.receiveConnection(serve) : member.proxy.receive(serve)
  }

  private async serve({ instance, spec, behaviour, proxy }: Member, carried: Carried): Promise<SimulatedAnswer | null> {
    if (behaviour.scenario === 'down') return null
    const grpcStatus = spec.protocol === 'grpc' ? 0 : null
    try {
      await behaviour.work()
      const callees = proxy ? (spec.calls ?? []) : []
      const answers = await Promise.all(callees.map((callee) => this.call(proxy, callee, carried)))
      if (answers.some(isFailure)) throw new Error('a callee failed')
      const path = [`${splitServiceName(spec.name).name}@${instance.version}`, ...answers.flatMap((answer) => answer.path)]
      return { status: 200, grpcStatus, path }
    } catch {
      if (spec.protocol === 'tcp') return null
      return grpcStatus === null ? failed : { status: 200, grpcStatus: 14, path: [] }
    }
  }

  private async call(proxy: SimulatedProxy | null, callee: string, carried: Carried): Promise<SimulatedAnswer> {
    const spec = this.services.find((service) => service.name === callee)
    if (!proxy || !spec) return failed
    const reach = (host: Host): Promise<SimulatedAnswer | null> => this.reach(host, carried)
    if (spec.protocol === 'tcp') return (await proxy.connectOut(callee, reach)) ?? failed
    const headers = { ...carried, ':path': '/', ':method': spec.protocol === 'grpc' ? 'POST' : 'GET' }
    return proxy.sendOut('outbound', { authority: spec.hosts[0] ?? callee, headers }, reach)
  }
}

const isFailure = (answer: SimulatedAnswer): boolean => answer.status !== 200 || (answer.grpcStatus ?? 0) !== 0

function toMetadata({ service, version, app, proxy }: ShopInstance): Record<string, unknown> {
  if (!proxy) return { service, version }
  const tcp = Object.fromEntries(Object.entries(proxy.tcp).map(([callee, port]) => [callee, at(port)]))
  return { service, version, admin: at(proxy.admin), inbound: at(proxy.inbound), outbound: at(proxy.outbound), app: at(app), tcp }
}
