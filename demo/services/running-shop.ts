import { connect } from 'node:net'
import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import { splitServiceName } from '@/lib/mesh/names'
import { type Shop, type ShopInstance, shopMesh } from '../mesh'
import { type Application, createServe, type Serve } from './application'
import { Behaviour, type Scenario } from './behaviour'
import type { Callee } from './callee'
import { createGrpcApplication } from './grpc-application'
import { createGrpcCallee } from './grpc-callee'
import { createHttpApplication } from './http-application'
import { createHttpCallee } from './http-callee'
import { createTcpApplication } from './tcp-application'
import { createTcpCallee } from './tcp-callee'

type Running = { instance: ShopInstance; behaviour: Behaviour; application: Application }

/** All applications of the shop, in this process. */
export class RunningShop {
  private readonly running: Running[]

  private constructor(running: Running[]) {
    this.running = running
  }

  static async start(shop: Shop): Promise<RunningShop> {
    const { services } = shopMesh(shop)
    const running = shop.instances.map((instance) => createRunning(instance, services))
    await Promise.all(running.map(({ application }) => application.open()))
    return new RunningShop(running)
  }

  /** Every instance of the version behaves so from now on; it is looked at from outside before this resolves. Rejects for an unknown version. */
  async setScenario(service: string, version: string, scenario: Scenario): Promise<void> {
    const chosen = this.running.filter(({ instance }) => instance.service === service && instance.version === version)
    if (chosen.length === 0) {
      const known = [...new Set(this.running.map(({ instance }) => `${instance.service}@${instance.version}`))].join(', ')
      throw new Error(`there is no ${service}@${version}; there are ${known}`)
    }
    for (const { instance, behaviour, application } of chosen) {
      behaviour.scenario = scenario
      if (scenario === 'down') await application.close()
      else await application.open()
      if ((await accepts(instance.app)) === (scenario === 'down'))
        throw new Error(`port ${instance.app} of ${instance.id} is ${scenario === 'down' ? 'still open' : 'not open'}`)
    }
  }
}

function createRunning(instance: ShopInstance, services: readonly ServiceSpec[]): Running {
  const spec = services.find((service) => service.name === instance.service)
  const behaviour = new Behaviour(Math.random)
  const callees = instance.proxy ? (spec?.calls ?? []).map((name) => createCallee(instance, specOf(services, name))) : []
  const serve = createServe(`${splitServiceName(instance.service).name}@${instance.version}`, behaviour, callees)
  return { instance, behaviour, application: createApplication(spec?.protocol ?? 'http', instance.app, serve) }
}

function createCallee(caller: ShopInstance, callee: ServiceSpec): Callee {
  if (!caller.proxy) throw new Error(`${caller.id} has no proxy to call ${callee.name} through`)
  const authority = callee.hosts[0] ?? splitServiceName(callee.name).name
  if (callee.protocol === 'tcp') return createTcpCallee(authority, caller.proxy.tcp[callee.name] ?? 0)
  const { outbound } = caller.proxy
  return callee.protocol === 'grpc' ? createGrpcCallee(authority, outbound) : createHttpCallee(authority, outbound)
}

function createApplication(protocol: ServiceSpec['protocol'], port: number, serve: Serve): Application {
  if (protocol === 'tcp') return createTcpApplication(port, serve)
  return protocol === 'grpc' ? createGrpcApplication(port, serve) : createHttpApplication(port, serve)
}

function specOf(services: readonly ServiceSpec[], name: string): ServiceSpec {
  const spec = services.find((service) => service.name === name)
  if (!spec) throw new Error(`the shop's mesh has no ${name}`)
  return spec
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
