import { setMaxListeners } from 'node:events'
import type { Millis } from '@/lib/mesh/names'
import type { Sweep } from '@/lib/metrics/sweep'
import type { LineTable } from '@/lib/proxies/line-table'
import { type PageAnswer, PageClient, PageProblem } from '@/lib/proxies/page-client'
import { createEnvoyPageParser } from '@/lib/proxies/prometheus/envoy-page'
import type { Target } from '@/lib/proxies/proxy-reader'
import { RequestQueue } from '@/lib/proxies/request-queue'
import { type AdminPage, adminPages, setValuesPath } from './admin-pages'
import { type JsonObject, parseJsonObject } from './json'
import { StatTally } from './stat-tally'
import { createStatsTextParser } from './stats-text'

export type SessionLimits = { timeoutMs: number; maxBytes: number }
/** A call's share of a session: its deadline (all its pages together), who may call it off, and whether it goes before what waits. */
export type Call = { deadlineAt: number; signal: AbortSignal; isUrgent: boolean }

/** All that is kept for one target between rounds: its connection, its queue of one request at a time, and what its pages looked like. */
export class TargetSession {
  readonly target: Target
  readonly tally = new StatTally()
  readonly text = createStatsTextParser(this.tally)
  readonly exposition = createEnvoyPageParser(this.tally)
  /** Which page its numbers come from, and when the text page was last found to be refused. */
  page: Sweep['page'] = 'native'
  refusedAt: Millis = 0
  bound: Sweep['bound'] = null
  listenersAt: Millis | null = null
  /** The configuration of its runtime layers, and their names on the page of its values then. */
  layers: { names: string; bootstrap: JsonObject } | null = null
  usedAt: Millis = 0
  /** The slowest page of the last sweep. */
  slowestMs = 0
  /** One sweep at a time: they share the tally and the parsers. */
  readonly sweeps = new RequestQueue()
  private readonly client: PageClient
  private readonly queue = new RequestQueue()
  private readonly limits: SessionLimits

  constructor(target: Target, limits: SessionLimits) {
    this.target = target
    this.limits = limits
    this.client = new PageClient(target, limits.timeoutMs)
  }

  startCall(signal: AbortSignal, isUrgent: boolean): Call {
    // One signal calls off the reads of all targets, each of which listens to it.
    setMaxListeners(0, signal)
    return { deadlineAt: performance.now() + this.limits.timeoutMs, signal, isUrgent }
  }

  /** A page of lines into its parser, which must come to the end of a line. */
  async readLines(path: string, parser: LineTable<unknown>, call: Call): Promise<PageAnswer> {
    const answer = await this.read('GET', path, (chunk) => parser.feed(chunk), call)
    if (!parser.end()) throw new PageProblem('truncated', `${path} ends in the middle of a line, after ${answer.sizeBytes} bytes`)
    return answer
  }

  /** `names`: an RE2 expression that the whole name of a resource must match, to narrow a configuration dump. */
  async readJson(page: AdminPage, call: Call, names?: string): Promise<{ json: JsonObject; answer: PageAnswer }> {
    const { method, path: whole } = adminPages[page]
    const path = names === undefined ? whole : `${whole}&name_regex=${encodeURIComponent(names)}`
    const chunks: Buffer[] = []
    const answer = await this.read(method, path, (chunk) => chunks.push(chunk), call)
    const text = Buffer.concat(chunks).toString('utf8')
    const json = parseJsonObject(text)
    if (json) return { json, answer }
    const start = text.trimStart()
    if (start.startsWith('{')) throw new PageProblem('truncated', `${path} is not whole: its JSON ends after ${answer.sizeBytes} bytes`)
    throw new PageProblem(
      start.startsWith('<') ? 'not_envoy' : 'malformed',
      `${path} is not JSON; it begins with ${JSON.stringify(start.slice(0, 40))}`,
    )
  }

  async readText(page: AdminPage, call: Call): Promise<string> {
    const { method, path } = adminPages[page]
    const chunks: Buffer[] = []
    await this.read(method, path, (chunk) => chunks.push(chunk), call)
    return Buffer.concat(chunks).toString('utf8')
  }

  async setValues(values: ReadonlyMap<string, string>, call: Call): Promise<PageAnswer> {
    return this.read('POST', setValuesPath(values), () => {}, call)
  }

  /** For pages whose text does not matter. */
  async ask(page: AdminPage, call: Call): Promise<PageAnswer> {
    const { method, path } = adminPages[page]
    return this.read(method, path, () => {}, call)
  }

  close(): Promise<void> {
    return this.client.close()
  }

  private read(method: 'GET' | 'POST', path: string, onChunk: (chunk: Buffer) => void, call: Call): Promise<PageAnswer> {
    return this.queue.add(async () => {
      const deadlineMs = call.deadlineAt - performance.now()
      if (deadlineMs <= 0)
        throw new PageProblem('timeout', `${path} was not reached within ${this.limits.timeoutMs} ms: the pages before it took all of it`)
      return this.client.read({ method, path, onChunk, deadlineMs, maxBytes: this.limits.maxBytes, signal: call.signal })
    }, call.isUrgent)
  }
}
