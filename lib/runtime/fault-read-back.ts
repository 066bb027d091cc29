import type { Millis } from '@/lib/mesh/names'
import type { Reading } from '@/lib/mesh/reading'
import type { LoadedFault, ProxyReader } from '@/lib/proxies/proxy-reader'
import type { FleetMember } from './fleet'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

export type FaultReading = Reading<Map<string, LoadedFault>> | string
/** at: when the read began, so that what it found was there at that moment or later. */
export type LastRead = { reading: FaultReading; at: Millis }
type ReadBackContext = Pick<RuntimeContext, 'log' | 'now'> & { reader: Pick<ProxyReader, 'readFaults'> }
type Sources = { targetOf(member: FleetMember): TargetAnswer; onRead(): void }

const everyMs = 5_000
const urgentEveryMs = 500

/** Reads running faults back beside the loop that judges them: one proxy that hangs delays nobody's guard or end. Never two reads of one proxy at once. */
export class FaultReadBack {
  private readonly last = new Map<string, LastRead>()
  private readonly inFlight = new Set<string>()
  private readonly ctx: ReadBackContext
  private readonly sources: Sources

  constructor(ctx: ReadBackContext, sources: Sources) {
    this.ctx = ctx
    this.sources = sources
  }

  lastOf(proxyId: string): LastRead | undefined {
    return this.last.get(proxyId)
  }

  /** Starts the reads that are due and does not wait for them; `onRead` is called after each. */
  start(members: readonly FleetMember[], urgent: ReadonlySet<string>, signal: AbortSignal): void {
    const now = this.ctx.now()
    for (const member of members) {
      const { id } = member.identity
      const isDue = now - (this.last.get(id)?.at ?? 0) >= (urgent.has(id) ? urgentEveryMs : everyMs)
      if (isDue && !this.inFlight.has(id)) void this.read(member, now, signal)
    }
  }

  /** Forgets every proxy but these. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.last.keys()) if (!ids.has(id)) this.last.delete(id)
  }

  private async read(member: FleetMember, at: Millis, signal: AbortSignal): Promise<void> {
    const { id } = member.identity
    this.inFlight.add(id)
    try {
      const answer = this.sources.targetOf(member)
      const reading = answer.ok
        ? await this.ctx.reader.readFaults(answer.target, signal)
        : (answer.problem?.message ?? 'it has no admin page to read back from')
      this.last.set(id, { reading, at })
    } catch (error) {
      this.last.set(id, { reading: `it could not be read back: ${String(error)}`, at })
      this.ctx.log.error({ proxy: id, error: String(error) }, 'faults could not be read back')
    } finally {
      this.inFlight.delete(id)
    }
    if (!signal.aborted) this.sources.onRead()
  }
}
