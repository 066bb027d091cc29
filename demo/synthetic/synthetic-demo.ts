import { type ChildProcess, fork } from 'node:child_process'
import { openSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import type { Child } from '../child'
import type { DemoFiles } from '../demo-files'
import { DemoOutriderApi, startOutrider } from '../demo-outrider'
import { recordProcesses } from '../leftovers'
import { writeAside } from '../write-aside'
import { windowMs } from './synthetic-feed'
import type { FromFeed, ToFeed } from './synthetic-process'

export type SyntheticOptions = { port: number; services: number; hours: number }
const outriderStartMs = 60_000

/** A dashboard on a mesh of many services that nobody runs: one process writes what their proxies would have counted, another serves the web. */
export class SyntheticDemo {
  private readonly files: DemoFiles
  private readonly options: SyntheticOptions
  private readonly api: DemoOutriderApi
  private readonly feed: ChildProcess
  private outrider: Child | null = null
  private stopped: Promise<void> | null = null

  constructor(files: DemoFiles, options: SyntheticOptions) {
    this.files = files
    this.options = options
    this.api = new DemoOutriderApi(options.port)
    const feedLog = openSync(files.log('synthetic'), 'a')
    this.feed = fork(fileURLToPath(new URL('synthetic-process.ts', import.meta.url)), [], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', feedLog, feedLog, 'ipc'],
      detached: true,
    })
  }

  async start(): Promise<void> {
    const { files, options } = this
    console.log(
      `SIMULATED: ${options.services} services that nobody runs. Every number of this demo is made up, and nothing can be steered.`,
    )
    recordProcesses(files.processes, [{ name: 'synthetic', pid: this.feed.pid ?? 0 }])
    await this.fillStore({ database: files.database, services: options.services, hours: options.hours })
    const listen = { http: `127.0.0.1:${options.port}`, xds: '127.0.0.1:0' }
    const scrape = { interval: `${windowMs / 1000}s` }
    writeFileSync(files.config, stringify({ listen, database: files.database, runtime: 'external', scrape }))
    this.outrider = await startOutrider(files, options.port)
    recordProcesses(files.processes, [{ name: 'synthetic', pid: this.feed.pid ?? 0 }, this.outrider])
    await this.api.untilReady(this.outrider, files.log('outrider'), outriderStartMs)
    const summary = { url: this.api.url, simulated: true, gatewayUrl: null, outriderPid: this.outrider.pid, services: [], proxies: [] }
    writeAside(files.demo, `${JSON.stringify({ ...summary, synthetic: options.services, feedPid: this.feed.pid }, null, 2)}\n`)
    console.log(`Outrider is ready at ${this.api.url}`)
  }

  stop(): Promise<void> {
    this.stopped ??= this.endEverything()
    return this.stopped
  }

  private async endEverything(): Promise<void> {
    rmSync(this.files.demo, { force: true })
    await this.outrider?.stop(8000)
    if (this.feed.exitCode === null && this.feed.signalCode === null) {
      const ended = new Promise((resolve) => this.feed.once('exit', resolve))
      const insist = setTimeout(() => this.feed.kill('SIGKILL'), 8000)
      if (this.feed.connected) this.feed.disconnect()
      await ended
      clearTimeout(insist)
    }
    rmSync(this.files.processes, { force: true })
  }

  private fillStore(order: ToFeed): Promise<void> {
    let told = 0
    return new Promise((resolve, reject) => {
      this.feed.once('exit', () => reject(new Error(`the synthetic mesh has ended; its log is ${this.files.log('synthetic')}`)))
      this.feed.on('message', (message) => {
        // Only the process forked here writes to this channel, and it writes FromFeed.
        const heard = message as FromFeed
        if (heard.kind === 'ready') resolve()
        else if (heard.kind === 'problem') reject(new Error(heard.problem))
        else if (Date.now() - told > 5000) {
          told = Date.now()
          console.log(`Writing the last ${order.hours} h of it: ${heard.done} of ${heard.all} minutes`)
        }
      })
      this.feed.send(order)
    })
  }
}
