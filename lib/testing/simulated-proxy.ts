import { createServer, type Server } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { JsonObject } from '@/lib/proxies/envoy/json'
import { SimulatedAdsClient } from './simulated-ads-client'
import { type Host, SimulatedConfig } from './simulated-config'
import { SimulatedCounters } from './simulated-counters'
import { renderPage } from './simulated-pages'
import { type RoutedRequest, type Routing, routeRequest } from './simulated-router'

/** An answer as a proxy sees it; `grpcStatus` is null on plain HTTP. `path` is what the shop's answers carry. */
export type SimulatedAnswer = { status: number; grpcStatus: number | null; path: string[] }
/** How a host is reached: resolves with its answer, null when nothing listens there. */
export type Reach = (host: Host) => Promise<SimulatedAnswer | null>
export type SimulatedProxyOptions = {
  id: string
  service: string
  metadata: JsonObject
  admin: number
  xds: string
  random(): number
  now(): number
}

/**
 * A proxy without a data plane: a real ADS stream, a real admin port, and counters that move as Envoy's would under the received routes, weights and faults for
 * the requests that it is told of. It announces itself as simulated. Not simulated: breakers, ejections, TLS, connection reuse.
 */
export class SimulatedProxy {
  readonly config = new SimulatedConfig()
  readonly counters = new SimulatedCounters()
  private readonly options: SimulatedProxyOptions
  private readonly startedAt: number
  private ads: SimulatedAdsClient | null = null
  private server: Server | null = null
  private turn = 0

  constructor(options: SimulatedProxyOptions) {
    this.options = options
    this.startedAt = options.now()
  }

  async start(): Promise<void> {
    const { id, service, metadata, admin, xds } = this.options
    const node = { id, cluster: service, user_agent_name: 'outrider-simulated', metadata: { outrider: { ...metadata, simulated: true } } }
    const source = { node, config: this.config, counters: this.counters, startedAt: this.startedAt, now: this.options.now }
    this.server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://simulated')
      if (request.method === 'POST' && url.pathname === '/runtime_modify') {
        for (const [key, value] of url.searchParams) this.config.setAdminValue(key, value)
        response.end('OK\n')
        return
      }
      const page = request.method === 'GET' ? renderPage(source, url) : null
      if (page === null) response.writeHead(404).end('not simulated\n')
      else response.writeHead(200, { 'content-type': page.startsWith('{') ? 'application/json' : 'text/plain; charset=UTF-8' }).end(page)
    })
    await new Promise<void>((resolve, reject) => {
      this.server?.once('error', reject).listen(admin, '127.0.0.1', resolve)
    })
    this.ads = new SimulatedAdsClient(xds, node, (accepted) => this.config.accept(accepted))
  }

  async stop(): Promise<void> {
    this.ads?.stop()
    this.config.stop()
    this.server?.closeAllConnections()
    await new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()))
  }

  /** A request that the application (or, at a gateway, a visitor) sends through this proxy. */
  async sendOut(manager: 'outbound' | 'gateway', request: RoutedRequest, reach: Reach): Promise<SimulatedAnswer> {
    return this.throughManager(manager, async () => {
      const routing = routeRequest(this.config, request, this.options.random)
      if (!routing) {
        this.counters.add(`http.${manager}.no_route`)
        return { status: 404, grpcStatus: null, path: [] }
      }
      const flags = [...(routing.delayMs === null ? [] : ['DI']), ...(routing.abort ? ['FI'] : [])]
      if (flags.length > 0)
        this.counters.add(`outrider.injected.cluster.${routing.cluster}.route.${routing.route}.flags.${flags.join(',')}`)
      if (routing.delayMs !== null) {
        this.counters.add(`http.${manager}.fault.delays_injected`)
        await wait(routing.delayMs)
      }
      if (routing.abort) {
        this.counters.add(`http.${manager}.fault.aborts_injected`)
        const { abort } = routing
        return 'httpStatus' in abort
          ? { status: abort.httpStatus, grpcStatus: null, path: [] }
          : { status: 200, grpcStatus: abort.grpcStatus, path: [] }
      }
      if (routing.mirror)
        void this.attempt(routing.mirror, Number.POSITIVE_INFINITY, reach).then((answer) => this.finish(routing.mirror ?? '', answer))
      return this.tryAll(routing, reach)
    })
  }

  /** A connection that the application opens to a tcp service; null when nobody answers. */
  async connectOut(service: string, reach: Reach): Promise<SimulatedAnswer | null> {
    const listener = `outbound_tcp.${service}`
    const cluster = this.config.tcpCluster(listener)
    if (cluster === null) return null
    this.counters.add(`tcp.${listener}.downstream_cx_total`)
    this.addBytes(`tcp.${listener}.downstream_cx_rx_bytes_total`, `tcp.${listener}.downstream_cx_tx_bytes_total`)
    const host = this.pickHost(cluster)
    const answer = host && (await reach(host))
    this.counters.add(`cluster.${cluster}.upstream_cx_total`)
    this.addBytes(`cluster.${cluster}.upstream_cx_tx_bytes_total`, `cluster.${cluster}.upstream_cx_rx_bytes_total`)
    if (!answer) this.counters.add(`cluster.${cluster}.upstream_cx_connect_fail`)
    if (host) this.counters.add(`host.${cluster}.${host.address}:${host.port}.cx_${answer ? 'total' : 'connect_fail'}`)
    return answer
  }

  /** A request that arrives for this proxy's own application; `serve` answers null when the application's port is closed. */
  receive(serve: () => Promise<SimulatedAnswer | null>): Promise<SimulatedAnswer> {
    return this.throughManager('inbound', async () => {
      const answer = await this.attempt('inbound', Number.POSITIVE_INFINITY, serve)
      return this.finish('inbound', answer)
    })
  }

  /** The tcp form of `receive`. */
  async receiveConnection(serve: () => Promise<SimulatedAnswer | null>): Promise<SimulatedAnswer | null> {
    this.counters.add('tcp.inbound.downstream_cx_total')
    this.addBytes('tcp.inbound.downstream_cx_rx_bytes_total', 'tcp.inbound.downstream_cx_tx_bytes_total')
    return serve()
  }

  private async throughManager(manager: string, work: () => Promise<SimulatedAnswer>): Promise<SimulatedAnswer> {
    const begun = performance.now()
    this.counters.add(`http.${manager}.downstream_rq_total`)
    const answer = await work()
    this.counters.add(`http.${manager}.downstream_rq_completed`)
    this.counters.add(`http.${manager}.downstream_rq_${Math.floor(answer.status / 100)}xx`)
    this.counters.record(`http.${manager}.downstream_rq_time`, performance.now() - begun)
    return answer
  }

  private async tryAll(routing: Routing, reach: Reach): Promise<SimulatedAnswer> {
    for (let retry = 0; ; retry++) {
      const answer = await this.attempt(routing.cluster, routing.timeoutMs, reach)
      if (answer.status < 500 || retry >= routing.retries) return this.finish(routing.cluster, answer)
      this.counters.add(`cluster.${routing.cluster}.upstream_rq_retry`)
      this.counters.add(`cluster.${routing.cluster}.retry.upstream_rq_5xx`)
    }
  }

  private async attempt(cluster: string, timeoutMs: number, reach: Reach): Promise<SimulatedAnswer> {
    const begun = performance.now()
    const host = this.pickHost(cluster)
    const reached = host && (await reach(host))
    const tookMs = performance.now() - begun
    const isLate = tookMs > timeoutMs
    const status = reached ? (isLate ? 504 : reached.status) : 503
    if (reached) this.counters.add(`cluster.${cluster}.upstream_rq_total`)
    if (isLate) this.counters.add(`cluster.${cluster}.upstream_rq_timeout`)
    else if (reached) this.counters.record(`cluster.${cluster}.upstream_rq_time`, tookMs)
    if (host) {
      const key = `host.${cluster}.${host.address}:${host.port}.`
      this.counters.add(`${key}${reached ? 'rq_total' : 'cx_connect_fail'}`)
      this.counters.add(`${key}${status < 500 ? 'rq_success' : 'rq_error'}`)
    }
    return { status, grpcStatus: reached && !isLate ? reached.grpcStatus : null, path: reached?.path ?? [] }
  }

  private finish(cluster: string, answer: SimulatedAnswer): SimulatedAnswer {
    this.counters.add(`cluster.${cluster}.upstream_rq_completed`)
    this.counters.add(`cluster.${cluster}.upstream_rq_${Math.floor(answer.status / 100)}xx`)
    if (answer.grpcStatus !== null) this.counters.add(`cluster.${cluster}.grpc.${answer.grpcStatus}`)
    this.addBytes(`cluster.${cluster}.upstream_cx_tx_bytes_total`, `cluster.${cluster}.upstream_cx_rx_bytes_total`)
    return answer
  }

  /** Weighted round robin is near enough: what is shown are shares over many requests. */
  private pickHost(cluster: string): Host | null {
    const found = this.config.clusters.find((candidate) => candidate.name === cluster)
    const hosts = found ? this.config.hosts(found).flatMap((host) => Array.from({ length: Math.min(host.weight, 100) }, () => host)) : []
    return hosts[this.turn++ % Math.max(1, hosts.length)] ?? null
  }

  private addBytes(sent: string, received: string): void {
    this.counters.add(sent, 180)
    this.counters.add(received, 240)
  }
}
