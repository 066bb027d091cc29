import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { Reading } from '@/lib/mesh/reading'
import type { LoadedWeights, ProxyReader } from '@/lib/proxies/proxy-reader'
import type { FleetMember } from './fleet'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

/** at: when the read began, so that what it found was there at that moment or later. A text: why it could not be read. */
export type WeightReading = { reading: Reading<Map<ServiceName, LoadedWeights[]>> | string; at: Millis }
type ReadBackContext = Pick<RuntimeContext, 'log' | 'now'> & { reader: Pick<ProxyReader, 'readWeights'> }
type Sources = { targetOf(member: FleetMember): TargetAnswer; onRead(): void }

const everyMs = 5_000
const urgentEveryMs = 100

/** Reads back what proxies split by, beside the loop that judges canaries: one proxy that hangs delays nobody's verdict. Never two reads of one proxy at once. */
export class WeightReadBack {
  private readonly last = new Map<string, WeightReading>()
  private readonly inFlight = new Set<string>()
  private timer: NodeJS.Timeout | null = null
  private readonly ctx: ReadBackContext
  private readonly sources: Sources

  constructor(ctx: ReadBackContext, sources: Sources) {
    this.ctx = ctx
    this.sources = sources
  }

  lastOf(proxyId: string): WeightReading | undefined {
    return this.last.get(proxyId)
  }

  /** Starts the reads that are due and does not wait for them; `onRead` is called after each. tcpServices: those of which endpoint weights are wanted. */
  start(members: readonly FleetMember[], urgent: ReadonlySet<string>, tcpServices: ReadonlySet<ServiceName>, signal: AbortSignal): void {
    const now = this.ctx.now()
    let soonestMs: number | null = null
    for (const member of members) {
      const { id } = member.identity
      if (this.inFlight.has(id)) continue
      const dueMs = (this.last.get(id)?.at ?? 0) + (urgent.has(id) ? urgentEveryMs : everyMs) - now
      if (dueMs <= 0) void this.read(member, tcpServices, now, signal)
      else if (urgent.has(id)) soonestMs = Math.min(soonestMs ?? dueMs, dueMs)
    }
    if (soonestMs !== null) this.wakeIn(soonestMs, signal)
  }

  /** What is urgent is wanted as soon as it may be read again, not at the loop's next round. */
  private wakeIn(ms: number, signal: AbortSignal): void {
    if (this.timer) return
    this.timer = setTimeout(() => {
      this.timer = null
      if (!signal.aborted) this.sources.onRead()
    }, ms)
    this.timer.unref()
  }

  /** Forgets every proxy but these. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.last.keys()) if (!ids.has(id)) this.last.delete(id)
  }

  private async read(member: FleetMember, tcpServices: ReadonlySet<ServiceName>, at: Millis, signal: AbortSignal): Promise<void> {
    const { id } = member.identity
    this.inFlight.add(id)
    try {
      const answer = this.sources.targetOf(member)
      const reading = answer.ok
        ? await this.ctx.reader.readWeights(answer.target, signal, tcpServices)
        : (answer.problem?.message ?? 'it has no admin page to read back from')
      this.last.set(id, { reading, at })
    } catch (error) {
      this.last.set(id, { reading: `it could not be read back: ${String(error)}`, at })
      this.ctx.log.error({ proxy: id, error: String(error) }, 'weights could not be read back')
    } finally {
      this.inFlight.delete(id)
    }
    if (!signal.aborted) this.sources.onRead()
  }
}
