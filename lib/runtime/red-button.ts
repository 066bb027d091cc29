import { isAnswering, isSteerable } from '@/lib/mesh/proxy-state'
import type { FaultLock } from '@/lib/store/store'
import type { Fleet, FleetMember } from './fleet'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

/**
 * The red button's second way: while faults are locked, every proxy is told through its own admin page to inject nothing, whatever its control stream does.
 * Released, each proxy gets its normal limit back, or later faults would silently not inject.
 */
export class RedButton {
  /** What each proxy was last told with success, and over which connection: one that came back may have been started anew and forgotten it. */
  private readonly told = new Map<string, { stopped: boolean; connection: number | null }>()
  private readonly ctx: { reader: Pick<RuntimeContext['reader'], 'setFaultsStopped'> }
  private readonly fleet: Fleet
  private readonly targetOf: (member: FleetMember) => TargetAnswer

  constructor(
    ctx: { reader: Pick<RuntimeContext['reader'], 'setFaultsStopped'> },
    fleet: Fleet,
    targetOf: (member: FleetMember) => TargetAnswer,
  ) {
    this.ctx = ctx
    this.fleet = fleet
    this.targetOf = targetOf
  }

  /** Brings every readable proxy to what the lock says. The lock's absence is told each of them once too: a former run may have died between. */
  async round(lock: FaultLock, signal: AbortSignal): Promise<void> {
    const wanted = lock?.locked === true
    const members = this.fleet.list().filter(({ identity }) => isSteerable(identity))
    for (const id of this.told.keys()) if (!this.fleet.get(id)) this.told.delete(id)
    await Promise.all(members.filter((member) => !this.isDone(member, wanted)).map((member) => this.tell(member, wanted, signal)))
  }

  private isDone({ identity, status }: FleetMember, wanted: boolean): boolean {
    const told = this.told.get(identity.id)
    // Nobody waits for a release that was never needed: it is told when the proxy answers.
    if (!told && !wanted) return !isAnswering(status)
    if (told?.stopped !== wanted) return false
    return !wanted || told.connection === status.connectionChangedAt
  }

  private async tell(member: FleetMember, stopped: boolean, signal: AbortSignal): Promise<void> {
    const answer = this.targetOf(member)
    if (!answer.ok) return
    const reading = await this.ctx.reader.setFaultsStopped(answer.target, stopped, signal)
    // A proxy that has no such layer can hold nothing that would have to be given back.
    const isMoot = !stopped && !reading.ok && reading.problem.kind === 'http_status'
    if (reading.ok || isMoot) this.told.set(member.identity.id, { stopped, connection: member.status.connectionChangedAt })
  }
}
