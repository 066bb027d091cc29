import { isAnswering, isSteerable } from '@/lib/mesh/proxy-state'
import type { Target } from '@/lib/proxies/proxy-reader'
import type { FaultLock } from '@/lib/store/store'
import type { Fleet, FleetMember } from './fleet'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

/** What the red button without Outrider has set to 0 by proxy, and what stood there; kept beside the data until it is given back. */
export type StoppedRecord = { of(proxyId: string): Readonly<Record<string, string>>; forget(proxyId: string): void }
/** Told again while the lock holds: whoever takes out a value of an ended fault may have taken the zero with it. */
const againMs = 5000
const nothingStopped: StoppedRecord = { of: () => ({}), forget: () => {} }
type Reader = Pick<RuntimeContext['reader'], 'setFaultsStopped' | 'readRuntime' | 'setValues'>

/**
 * The red button's second way: while faults are locked, every proxy is told through its own admin page to inject nothing, whatever its control stream does.
 * Released, each proxy gets its normal limit back, and the zeros that the red button without Outrider had set are taken out, or later faults would not inject. What it had
 * replaced is not set again: a percentage that comes back injects, and it may have been a fault of Outrider's own.
 */
export class RedButton {
  /** What each proxy was last told with success, and over which connection: one that came back may have been started anew and forgotten it. */
  private readonly told = new Map<string, { stopped: boolean; connection: number | null; at: number }>()
  private readonly ctx: { reader: Reader; now: () => number }
  private readonly fleet: Fleet
  private readonly targetOf: (member: FleetMember) => TargetAnswer
  private readonly stopped: StoppedRecord

  constructor(
    ctx: { reader: Reader; now: () => number },
    fleet: Fleet,
    targetOf: (member: FleetMember) => TargetAnswer,
    stopped = nothingStopped,
  ) {
    this.ctx = ctx
    this.fleet = fleet
    this.targetOf = targetOf
    this.stopped = stopped
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
    return !wanted || (told.connection === status.connectionChangedAt && this.ctx.now() - told.at < againMs)
  }

  private async tell(member: FleetMember, stopped: boolean, signal: AbortSignal): Promise<void> {
    const answer = this.targetOf(member)
    if (!answer.ok) return
    const reading = await this.ctx.reader.setFaultsStopped(answer.target, stopped, signal)
    // A proxy that has no such layer can hold nothing that would have to be given back.
    const isMoot = !stopped && !reading.ok && reading.problem.kind === 'http_status'
    if (!reading.ok && !isMoot) return
    if (!stopped && !(await this.giveBack(member, answer.target, signal))) return
    this.told.set(member.identity.id, { stopped, connection: member.status.connectionChangedAt, at: this.ctx.now() })
  }

  /** Takes out those zeros of a lock that is over that still stand; false where that has to be tried again. */
  private async giveBack({ identity: { id } }: FleetMember, target: Target, signal: AbortSignal): Promise<boolean> {
    const keys = Object.keys(this.stopped.of(id))
    if (keys.length === 0) return true
    const runtime = await this.ctx.reader.readRuntime(target, signal)
    if (!runtime.ok) return false
    const zeros = keys.filter((key) => runtime.value.get(key)?.admin === '0')
    const taken = zeros.length === 0 ? null : await this.ctx.reader.setValues(target, new Map(zeros.map((key) => [key, ''])), signal)
    if (taken && !taken.ok) return false
    this.stopped.forget(id)
    return true
  }
}
