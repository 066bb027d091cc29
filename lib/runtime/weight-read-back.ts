import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { Reading } from '@/lib/mesh/reading'
import type { LoadedWeights, ProxyReader } from '@/lib/proxies/proxy-reader'
import type { FleetMember } from './fleet'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

/** at: when the read began, so that what it found was there at that moment or later. A text: why it could not be read. */
export type WeightReading = { reading: Reading<Map<ServiceName, LoadedWeights[]>> | string; at: Millis }
/** What is to be read: these proxies, urgent ones often; tcpServices: those of which endpoint weights are wanted. */
export type WeightReads = { members: readonly FleetMember[]; urgent: ReadonlySet<string>; tcpServices: ReadonlySet<ServiceName> }
type ReadBackContext = Pick<RuntimeContext, 'log' | 'now'> & { reader: Pick<ProxyReader, 'readWeights'> }
type Sources = { targetOf(member: FleetMember): TargetAnswer; onRead(): void }

const everyMs = 5_000
const urgentEveryMs = 100
const nothing: WeightReads = { members: [], urgent: new Set(), tcpServices: new Set() }

/**
 * Reads back what proxies split by, beside the loop that judges canaries and by a clock of its own: neither a proxy that hangs nor a long round delays a proof.
 * Never two reads of one proxy at once.
 */
export class WeightReadBack {
  private readonly last = new Map<string, WeightReading>()
  private readonly inFlight = new Set<string>()
  /** Have taken something while they were read: what that read found may be older. */
  private readonly again = new Set<string>()
  private timer: NodeJS.Timeout | null = null
  private wanted = nothing
  private readonly ctx: ReadBackContext
  private readonly sources: Sources
  private signal = new AbortController().signal

  constructor(ctx: ReadBackContext, sources: Sources) {
    this.ctx = ctx
    this.sources = sources
  }

  lastOf(proxyId: string): WeightReading | undefined {
    return this.last.get(proxyId)
  }

  /** From now on this is read, and nothing else; `onRead` is called after each. */
  want(wanted: WeightReads, signal: AbortSignal): void {
    this.wanted = wanted
    this.signal = signal
    const ids = new Set(wanted.members.map(({ identity }) => identity.id))
    for (const id of this.last.keys()) if (!ids.has(id)) this.last.delete(id)
    this.start()
  }

  /** This proxy has just taken something: what is urgent there is read at once. */
  readSoon(proxyId: string): void {
    if (!this.wanted.urgent.has(proxyId)) return
    const member = this.wanted.members.find(({ identity }) => identity.id === proxyId)
    if (this.inFlight.has(proxyId)) this.again.add(proxyId)
    else if (member) void this.read(member)
  }

  /** Starts what is due, and comes back for what will be. */
  private start(): void {
    if (this.signal.aborted) return
    const now = this.ctx.now()
    let soonestMs: number | null = null
    for (const member of this.wanted.members) {
      const { id } = member.identity
      if (this.inFlight.has(id)) continue
      const sinceMs = now - (this.last.get(id)?.at ?? 0)
      // A clock that was set back must not keep a read waiting for as long.
      const dueMs = sinceMs < 0 ? 0 : (this.wanted.urgent.has(id) ? urgentEveryMs : everyMs) - sinceMs
      if (dueMs <= 0) void this.read(member)
      else soonestMs = Math.min(soonestMs ?? dueMs, dueMs)
    }
    if (this.timer) clearTimeout(this.timer)
    this.timer = soonestMs === null ? null : setTimeout(() => this.start(), soonestMs)
    this.timer?.unref()
  }

  private async read(member: FleetMember): Promise<void> {
    const { id } = member.identity
    const at = this.ctx.now()
    this.inFlight.add(id)
    try {
      const answer = this.sources.targetOf(member)
      const reading = answer.ok
        ? await this.ctx.reader.readWeights(answer.target, this.signal, this.wanted.tcpServices)
        : (answer.problem?.message ?? 'it has no admin page to read back from')
      this.last.set(id, { reading, at })
    } catch (error) {
      this.last.set(id, { reading: `it could not be read back: ${String(error)}`, at })
      this.ctx.log.error({ proxy: id, error: String(error) }, 'weights could not be read back')
    } finally {
      this.inFlight.delete(id)
    }
    if (this.signal.aborted) return
    this.sources.onRead()
    if (this.again.delete(id)) this.readSoon(id)
    this.start()
  }
}
