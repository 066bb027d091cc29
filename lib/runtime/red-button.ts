import type { FaultLock } from '@/lib/store/store'
import type { Fleet, FleetMember } from './fleet'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

/**
 * The red button's second way: while faults are locked, every proxy is told through its own admin page to inject nothing, whatever its control stream does.
 * Released, each proxy gets its normal limit back, or later faults would silently not inject.
 */
export class RedButton {
  private readonly stopped = new Set<string>()
  private isFirstRound = true
  private readonly ctx: RuntimeContext
  private readonly fleet: Fleet
  private readonly targetOf: (member: FleetMember) => TargetAnswer

  constructor(ctx: RuntimeContext, fleet: Fleet, targetOf: (member: FleetMember) => TargetAnswer) {
    this.ctx = ctx
    this.fleet = fleet
    this.targetOf = targetOf
  }

  /** Brings every readable proxy to what the lock says. After a start of ours, the lock's absence is told once too: a former run may have died between. */
  async round(lock: FaultLock, signal: AbortSignal): Promise<void> {
    const wanted = lock?.locked === true
    const members = this.fleet.list().filter((member) => member.identity.kind === 'envoy' && !member.identity.isStatic)
    const due = members.filter((member) =>
      wanted ? !this.stopped.has(member.identity.id) : this.stopped.has(member.identity.id) || this.isFirstRound,
    )
    if (!wanted && members.length > 0) this.isFirstRound = false
    await Promise.all(due.map((member) => this.tell(member, wanted, signal)))
  }

  private async tell(member: FleetMember, stopped: boolean, signal: AbortSignal): Promise<void> {
    const answer = this.targetOf(member)
    if (!answer.ok) return
    const reading = await this.ctx.reader.setFaultsStopped(answer.target, stopped, signal)
    if (!reading.ok) return
    if (stopped) this.stopped.add(member.identity.id)
    else this.stopped.delete(member.identity.id)
  }
}
