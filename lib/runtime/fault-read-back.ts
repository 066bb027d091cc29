import type { Millis } from '@/lib/mesh/names'
import type { Reading } from '@/lib/mesh/reading'
import type { InjectionCounts, LoadedFault, ProxyReader, Target } from '@/lib/proxies/proxy-reader'
import type { FleetMember } from './fleet'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

export type FaultReading = Reading<Map<string, LoadedFault>> | string
/** at: when the read began, so that what it found was there at that moment or later. injections: what was counted right after; null where it could not be read. */
export type LastRead = { reading: FaultReading; at: Millis; injections: InjectionCounts | null }
type ReadBackContext = Pick<RuntimeContext, 'log' | 'now'> & { reader: Pick<ProxyReader, 'readFaults' | 'readInjections'> }
type Sources = { targetOf(member: FleetMember): TargetAnswer; onRead(): void }

const everyMs = 5_000
const urgentEveryMs = 500
const keptReads = 3

/** Reads running faults back beside the loop that judges them: one proxy that hangs delays nobody's guard or end. Never two reads of one proxy at once. */
export class FaultReadBack {
  private readonly reads = new Map<string, readonly LastRead[]>()
  private readonly inFlight = new Set<string>()
  private readonly ctx: ReadBackContext
  private readonly sources: Sources

  constructor(ctx: ReadBackContext, sources: Sources) {
    this.ctx = ctx
    this.sources = sources
  }

  lastOf(proxyId: string): LastRead | undefined {
    return this.readsOf(proxyId).at(-1)
  }

  /** The newest few, oldest first. */
  readsOf(proxyId: string): readonly LastRead[] {
    return this.reads.get(proxyId) ?? []
  }

  /** Starts the reads that are due and does not wait for them; `onRead` is called after each. */
  start(members: readonly FleetMember[], urgent: ReadonlySet<string>, signal: AbortSignal): void {
    const now = this.ctx.now()
    for (const member of members) {
      const { id } = member.identity
      const isUrgent = urgent.has(id)
      const isDue = now - (this.lastOf(id)?.at ?? 0) >= (isUrgent ? urgentEveryMs : everyMs)
      if (isDue && !this.inFlight.has(id)) void this.read(member, isUrgent, now, signal)
    }
  }

  /** Forgets every proxy but these. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.reads.keys()) if (!ids.has(id)) this.reads.delete(id)
  }

  private async read(member: FleetMember, isUrgent: boolean, at: Millis, signal: AbortSignal): Promise<void> {
    const { id } = member.identity
    this.inFlight.add(id)
    try {
      const answer = this.sources.targetOf(member)
      const reading = answer.ok
        ? await this.ctx.reader.readFaults(answer.target, signal)
        : (answer.problem?.message ?? 'it has no admin page to read back from')
      const isRead = answer.ok && typeof reading !== 'string' && reading.ok
      this.keep(id, { reading, at, injections: isRead ? await this.count(answer.target, signal) : null })
    } catch (error) {
      this.keep(id, { injections: null, reading: `it could not be read back: ${String(error)}`, at })
      this.ctx.log.error({ proxy: id, error: String(error) }, 'faults could not be read back')
    } finally {
      this.inFlight.delete(id)
    }
    if (signal.aborted) return
    this.sources.onRead()
    // What is urgent is wanted again as soon as it may be read again, not at the loop's next round.
    if (isUrgent) setTimeout(() => !signal.aborted && this.sources.onRead(), urgentEveryMs).unref()
  }

  private async count(target: Target, signal: AbortSignal): Promise<InjectionCounts | null> {
    const counted = await this.ctx.reader.readInjections(target, signal)
    return counted.ok ? counted.value : null
  }

  private keep(id: string, read: LastRead): void {
    this.reads.set(id, [...this.readsOf(id), read].slice(-keptReads))
  }
}
