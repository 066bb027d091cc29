import { type ChildProcess, fork } from 'node:child_process'
import { openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { LoadCounts } from './load'
import type { Shop } from './mesh'
import type { Scenario } from './services/behaviour'
import type { FromShop, ToShop } from './shop-message'

type Order = ToShop extends infer T ? (T extends { call: number } ? Omit<T, 'call'> : never) : never

/** The process of the shop's services, as the demo steers it. */
export class ShopClient {
  private readonly process: ChildProcess
  private readonly waiting = new Map<number, { resolve(answer: FromShop): void; reject(error: Error): void }>()
  private calls = 0

  constructor(logFile: string) {
    const log = openSync(logFile, 'a')
    this.process = fork(fileURLToPath(new URL('shop-process.ts', import.meta.url)), [], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    })
    this.process.on('message', (message) => {
      // Only the process forked here writes to this channel, and it writes FromShop.
      const answer = message as FromShop
      this.waiting.get(answer.call)?.resolve(answer)
      this.waiting.delete(answer.call)
    })
    this.process.on('exit', () => {
      for (const { reject } of this.waiting.values()) reject(new Error(`the shop's services have ended; see ${logFile}`))
      this.waiting.clear()
    })
  }

  get pid(): number {
    return this.process.pid ?? 0
  }

  onEnd(callback: () => void): void {
    this.process.once('exit', callback)
  }

  async start(shop: Shop): Promise<void> {
    await this.order({ kind: 'start', shop })
  }

  /** Simulated proxies too, in the same process. */
  async startSimulated(shop: Shop, xds: string): Promise<void> {
    await this.order({ kind: 'start-simulated', shop, xds })
  }

  async setScenario(service: string, version: string, scenario: Scenario): Promise<void> {
    await this.order({ kind: 'scenario', service, version, scenario })
  }

  async setLoad(rps: number): Promise<void> {
    await this.order({ kind: 'load', rps })
  }

  async counts(): Promise<LoadCounts | null> {
    return (await this.order({ kind: 'counts' })).counts
  }

  /** Closing the channel ends the process. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    const ended = new Promise((resolve) => this.process.once('exit', resolve))
    const insist = setTimeout(() => this.process.kill('SIGKILL'), 3000)
    if (this.process.connected) this.process.disconnect()
    await ended
    clearTimeout(insist)
  }

  private async order(order: Order): Promise<FromShop> {
    const call = ++this.calls
    const answer = await new Promise<FromShop>((resolve, reject) => {
      if (!this.process.connected) return reject(new Error("the shop's services have ended"))
      this.waiting.set(call, { resolve, reject })
      this.process.send({ ...order, call })
    })
    if (answer.problem) throw new Error(answer.problem)
    return answer
  }
}
