import { existsSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { Child } from './child'
import { type DemoOrder, startControlServer } from './control-server'
import type { DemoFiles } from './demo-files'
import { DemoOutriderApi, isNewDatabase, startOutrider, writeConfiguration } from './demo-outrider'
import { type DemoProxy, listProxies, startEnvoy } from './demo-proxies'
import { findFreePorts } from './find-free-ports'
import { recordProcesses } from './leftovers'
import type { LoadCounts } from './load'
import { buildShop, type Shop, shopEdges, shopMesh, shopPolicies, shopPortNames, shopServices } from './mesh'
import { ShopClient } from './shop-client'
import { writeAside } from './write-aside'

/** envoy: the binary; null runs simulated proxies. */
export type DemoOptions = { port: number; rps: number; envoy: string | null }

const outriderStartMs = 30_000
const syncMs = 60_000
const edgesMs = 180_000
/** Enough for every edge to be seen where the load asked for is none. */
const warmUpRps = 10

/** The running demo: the shop, its proxies, its load and Outrider. */
export class Demo {
  private readonly files: DemoFiles
  private readonly options: DemoOptions
  private readonly api: DemoOutriderApi
  private readonly children = new Map<string, Child>()
  private readonly shopProcess: ShopClient
  private proxies: DemoProxy[] = []
  private shop: Shop | null = null
  private outrider: Child | null = null
  private stopControl: () => void = () => undefined
  private stopped: Promise<void> | null = null

  constructor(files: DemoFiles, options: DemoOptions) {
    this.files = files
    this.options = options
    this.api = new DemoOutriderApi(options.port)
    this.shopProcess = new ShopClient(files.log('shop'))
  }

  /** Until every edge of the shop carries traffic in the topology. */
  async start(): Promise<void> {
    const ports = await this.findPorts()
    const port = (name: string): number => ports[name] ?? 0
    const shop = buildShop(port)
    this.shop = shop
    const isNew = isNewDatabase(this.files)
    writeConfiguration(this.files, shopMesh(shop), { http: this.options.port, xds: port('xds') })
    this.shopProcess.onEnd(() => this.stopped || console.log(`The shop's services have ended; see ${this.files.log('shop')}`))
    console.log('Starting Outrider…')
    await this.startOutrider()
    if (isNew) for (const policy of shopPolicies) await this.api.putPolicy(policy, 'demo start')
    this.proxies = listProxies(shop, port('xds'))
    await this.startMesh(shop, port('xds'))
    await this.api.untilInSync(
      this.proxies.map((proxy) => proxy.id),
      syncMs,
    )
    console.log('All proxies have their configuration. Starting the load…')
    await this.shopProcess.setLoad(this.options.rps || warmUpRps)
    await this.untilEdgesCarryTraffic()
    await this.shopProcess.setLoad(this.options.rps)
    await this.openControl()
    this.announce()
  }

  /** Ends every process this demo started, and nothing else. */
  stop(): Promise<void> {
    this.stopped ??= this.endEverything()
    return this.stopped
  }

  private async endEverything(): Promise<void> {
    rmSync(this.files.demo, { force: true })
    rmSync(this.files.control, { force: true })
    this.stopControl()
    await this.shopProcess.stop()
    await Promise.all([...this.children.values()].map((child) => child.stop(child === this.outrider ? 8000 : 3000)))
    rmSync(this.files.processes, { force: true })
  }

  private async findPorts(): Promise<Record<string, number>> {
    const stored = existsSync(this.files.ports) ? JSON.parse(readFileSync(this.files.ports, 'utf8')) : {}
    const previous = z.record(z.string(), z.number()).catch({}).parse(stored)
    const ports = await findFreePorts(['xds', ...shopPortNames()], previous, Math.random)
    writeAside(this.files.ports, JSON.stringify(ports, null, 2))
    return ports
  }

  private async startOutrider(): Promise<void> {
    const child = await startOutrider(this.files, this.options.port)
    this.outrider = child
    this.keep(child)
    void child.ended.then(({ code, signal }) => {
      if (this.stopped || this.outrider !== child) return
      const data = this.files.folder
      console.log(`Outrider (process ${child.pid}) has ended (${signal ?? `code ${code}`}); its log is ${this.files.log('outrider')}.`)
      console.log('Proxies, services and load run on. To start it again: npm run demo -- --restart-outrider --data', data)
    })
    await this.api.untilReady(child, this.files.log('outrider'), outriderStartMs)
  }

  private async startMesh(shop: Shop, xdsPort: number): Promise<void> {
    const { envoy } = this.options
    if (envoy === null) {
      console.log(`Starting ${this.proxies.length} simulated proxies…`)
      return this.shopProcess.startSimulated(shop, `127.0.0.1:${xdsPort}`)
    }
    await this.shopProcess.start(shop)
    console.log(`Starting ${this.proxies.length} Envoys for ${shop.instances.length} applications…`)
    for (const proxy of this.proxies) await this.startProxy(envoy, proxy)
  }

  private async startProxy(envoy: string, proxy: DemoProxy): Promise<void> {
    const child = await startEnvoy(envoy, proxy, this.files)
    this.keep(child)
    void child.ended.then(({ code, signal }) => {
      if (!this.stopped)
        console.log(`Envoy ${proxy.id} (process ${child.pid}) has ended (${signal ?? `code ${code}`}); see ${this.files.log(proxy.id)}`)
    })
  }

  private keep(child: Child): void {
    this.children.set(child.name, child)
    recordProcesses(this.files.processes, [{ name: 'shop', pid: this.shopProcess.pid }, ...this.children.values()])
  }

  private async untilEdgesCarryTraffic(): Promise<void> {
    const since = new Date()
    const deadline = since.getTime() + edgesMs
    let toldAt = Date.now()
    for (;;) {
      const quiet = await this.api.quietEdges(shopEdges, since)
      if (quiet.length === 0 || this.stopped) return
      if (Date.now() > deadline)
        throw new Error(`after ${edgesMs / 1000} s these edges carry no traffic: ${quiet.join(', ')}; logs are in ${this.files.logs}`)
      if (!this.outrider?.isAlive()) throw new Error(`Outrider has ended; its log is ${this.files.log('outrider')}`)
      if (Date.now() - toldAt > 5000) {
        toldAt = Date.now()
        console.log(
          `${shopEdges.length - quiet.length} of ${shopEdges.length} edges carry traffic in the topology; waiting for ${quiet.join(', ')}`,
        )
      }
      await wait(250)
    }
  }

  private async openControl(): Promise<void> {
    const { control, stop } = await startControlServer((order) => this.carryOut(order))
    this.stopControl = stop
    writeAside(this.files.control, JSON.stringify(control))
  }

  private async carryOut(order: DemoOrder): Promise<LoadCounts | null> {
    switch (order.do) {
      case 'scenario':
        await this.shopProcess.setScenario(order.service, order.version, order.scenario)
        return null
      case 'load':
        await this.shopProcess.setLoad(order.rps)
        return null
      case 'counts':
        return this.shopProcess.counts()
      case 'restart-outrider':
        await this.restartOutrider()
        return null
      case 'restart-proxy':
        await this.restartProxy(order.id)
        return null
    }
  }

  private async restartOutrider(): Promise<void> {
    const former = this.outrider
    this.outrider = null
    await former?.stop(8000)
    await this.startOutrider()
    await this.untilEdgesCarryTraffic()
    this.announce()
  }

  private async restartProxy(id: string): Promise<void> {
    const proxy = this.proxies.find((candidate) => candidate.id === id)
    if (!proxy) throw new Error(`there is no proxy ${id}; there are ${this.proxies.map((known) => known.id).join(', ')}`)
    if (this.options.envoy === null) throw new Error('simulated proxies are one process: none can be started again alone')
    await this.children.get(id)?.stop(3000)
    await this.startProxy(this.options.envoy, proxy)
    this.announce()
  }

  private announce(): void {
    const proxies = this.proxies.map(({ id, service, version, admin }) => ({
      id,
      service,
      version,
      adminUrl: `http://127.0.0.1:${admin}`,
      pid: this.children.get(id)?.pid ?? this.shopProcess.pid,
    }))
    const gatewayUrl = `http://127.0.0.1:${this.shop?.gateway.listen ?? 0}`
    const summary = {
      url: this.api.url,
      simulated: this.options.envoy === null,
      gatewayUrl,
      outriderPid: this.outrider?.pid ?? 0,
      services: shopServices,
      proxies,
    }
    writeAside(this.files.demo, `${JSON.stringify(summary, null, 2)}\n`)
    console.log(`Outrider is ready at ${this.api.url}`)
  }
}
