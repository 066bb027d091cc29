import type { CanaryRecord } from '@/lib/canary/canary-record'
import type { ControlPlane, Desired, LeasedWeights } from '@/lib/control-plane/control-plane'
import type { Millis } from '@/lib/mesh/names'
import { leasedWeights } from '@/lib/routing/canary-weights'
import type { FaultLock } from '@/lib/store/store'
import type { Fleet, FleetMember } from './fleet'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

/** keys: what its admin layer holds, or may hold, for the canary's sake. */
type Told = { proxyId: string; url: string; canaryId: string; keys: string[]; at: Millis }
type ReturnContext = Pick<RuntimeContext, 'store' | 'log' | 'now'> & {
  controlPlane: Pick<ControlPlane, 'consumers' | 'adminWeights'>
  reader: Pick<RuntimeContext['reader'], 'setValues'>
}
type Sources = { desired(): Desired | null; targetOf(member: FleetMember): TargetAnswer }

/** A push is in force in far less; whoever has not taken it by then has a stream that is stuck. The red button does not wait. */
const patienceMs = 1_500
/** A proxy that was never seen again is given up. */
const forgottenAfterMs = 86_400_000
const noteName = 'weights returned by the admin page'

/**
 * A canary's second way back: while one rolls back, a proxy that does not take the weight 0 over its stream is told it through its own admin page. Noted before it
 * is written, and taken out as soon as that proxy has the routes of the ended canary.
 */
export class WeightReturn {
  private told: Told[] | null = null
  private readonly ctx: ReturnContext
  private readonly fleet: Fleet
  private readonly sources: Sources

  constructor(ctx: ReturnContext, fleet: Fleet, sources: Sources) {
    this.ctx = ctx
    this.fleet = fleet
    this.sources = sources
  }

  /** Keys that are set now, so that nobody takes them for somebody else's. */
  heldKeys(proxyId: string): string[] {
    return (this.told ?? []).flatMap((each) => (each.proxyId === proxyId ? each.keys : []))
  }

  async round(lock: FaultLock, signal: AbortSignal): Promise<void> {
    const desired = this.sources.desired()
    if (!desired) return
    this.told ??= await this.load()
    for (const { record } of await this.ctx.store.steer.canaries.open()) {
      const { phase, plan } = record.state
      const isDue = phase.name === 'rolling_back' && (lock?.locked === true || this.ctx.now() - phase.since >= patienceMs)
      if (!isDue) continue
      const members = this.ctx.controlPlane
        .consumers(desired, plan.service, this.fleet.identities())
        .flatMap(({ id }) => this.fleet.get(id) ?? [])
      await Promise.all(members.filter((member) => isBehind(record, member)).map((member) => this.tell(member, record, desired, signal)))
    }
    await this.takeBack(signal)
  }

  private async tell(member: FleetMember, { state }: CanaryRecord, desired: Desired, signal: AbortSignal): Promise<void> {
    const { identity } = member
    const { id, service, version, baseline } = state.plan
    const answer = this.sources.targetOf(member)
    const policy = desired.policies.find((stored) => stored.policy.service === service)?.policy
    if (!answer.ok || !policy || this.told?.some((each) => each.proxyId === identity.id && each.canaryId === id)) return
    const rules = leasedWeights(policy, { id, service, version, baseline, weightPercent: 0, mode: 'lease' })
    const weights: LeasedWeights = { canaryId: id, service, rules }
    const values = this.ctx.controlPlane.adminWeights?.(desired.mesh, identity, weights) ?? new Map<string, string>()
    if (values.size === 0) return
    const told = { proxyId: identity.id, url: answer.target.url, canaryId: id, keys: [...values.keys()], at: this.ctx.now() }
    await this.keep([...(this.told ?? []), told])
    const set = await this.ctx.reader.setValues(answer.target, values, signal)
    if (set.ok)
      this.ctx.log.warn({ proxy: identity.id, canary: id }, 'its stream does not take the weight 0: it was told through its admin page')
    else await this.keep((this.told ?? []).filter((each) => each !== told))
  }

  private async takeBack(signal: AbortSignal): Promise<void> {
    for (const each of [...(this.told ?? [])]) {
      if (!(await this.isOver(each))) continue
      const target = { id: each.proxyId, url: each.url, kind: 'envoy' as const }
      const cleared = await this.ctx.reader.setValues(target, new Map(each.keys.map((key) => [key, ''])), signal)
      const isForgotten = this.ctx.now() - each.at > forgottenAfterMs
      if (cleared.ok || isForgotten) await this.keep((this.told ?? []).filter((other) => other !== each))
    }
  }

  /** Its own routes give the canary's version nothing any more, so that taking the values out moves no request. */
  private async isOver({ proxyId, canaryId }: Told): Promise<boolean> {
    const record = (await this.ctx.store.steer.canaries.get(canaryId))?.record
    const member = this.fleet.get(proxyId)
    if (!record || !member) return true
    const { connected, syncedRevision } = member.status
    return record.state.phase.name === 'ended' && connected && syncedRevision >= (record.endRevision ?? Number.POSITIVE_INFINITY)
  }

  private async load(): Promise<Told[]> {
    const text = await this.ctx.store.steer.values.get(noteName)
    // Written by `keep` alone.
    return text === null ? [] : (JSON.parse(text) as Told[])
  }

  private async keep(told: Told[]): Promise<void> {
    this.told = told
    await this.ctx.store.steer.values.put(noteName, JSON.stringify(told))
  }
}

const isBehind = ({ evidence }: CanaryRecord, { identity }: FleetMember): boolean =>
  !evidence.some(({ proxyId, stage }) => proxyId === identity.id && (stage === 'loaded' || stage === 'observed'))
