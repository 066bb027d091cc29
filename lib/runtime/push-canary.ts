import type { ControlPlane, Desired, TrialOutcome } from '@/lib/control-plane/control-plane'
import type { ServiceName } from '@/lib/mesh/names'
import type { StoredPolicy } from '@/lib/mesh/policy'
import { isInSync } from '@/lib/mesh/proxy-state'
import { admitChange } from '@/lib/operations/changes/admit'
import { rejectChange } from '@/lib/operations/changes/reject'
import type { Ctx } from '@/lib/operations/ctx'
import { checkPolicy } from '@/lib/routing/check-policy'
import { findAdmitted } from './find-admitted'
import type { Fleet } from './fleet'
import { type HeldEdit, heldWords, nextGate, type ServiceGate } from './service-gate'

/** What one proxy said of an edit; words null: it accepted; proxyId null: there is nobody to ask. Kept until the store has it. */
type Verdict = { stored: StoredPolicy; proxyId: string; words: string | null } | { stored: StoredPolicy; proxyId: null }
type PushContext = {
  controlPlane: Pick<ControlPlane, 'consumers' | 'cannotTake' | 'tryOn'>
  log: { error(fields: object, message: string): void }
}

/**
 * An edited policy goes to one proxy first: the first connected consumer, those in sync before others. Accepted there it is admitted for all; refused there it reaches no
 * other, the change is rejected with the proxy's words and the admitted policy is stored again. Without a connected consumer it waits; where no caller can take it, or
 * proxies are connected and none calls the service, there is nobody to wait for, and it is let out. One edit at a time, so that a refusal has one cause; one that cannot be tried now lets the next have its turn. A service with a running canary is not held: its steps and its policy
 * must change together. All there is to know of a service is its gate.
 */
export class PushCanary {
  private gates: ReadonlyMap<ServiceName, ServiceGate> = new Map()
  private verdicts: readonly Verdict[] = []
  private readonly silent = new Set<string>()
  private withCanary: ReadonlySet<ServiceName> = new Set()
  private latest: Desired | null = null
  private isDue = false
  private isWorking = false
  private readonly ctx: PushContext
  private readonly operations: Ctx
  private readonly fleet: Fleet
  private readonly publish: () => Promise<void>

  /** `publish` reads the desired state again and publishes what `hold` makes of it. */
  constructor(ctx: PushContext, operations: Ctx, fleet: Fleet, publish: () => Promise<void>) {
    this.ctx = ctx
    this.operations = operations
    this.fleet = fleet
    this.publish = publish
  }

  /** After a start: an edit that no proxy had accepted yet is tried as if it came now. */
  async restore(): Promise<void> {
    const found = await findAdmitted(this.operations.store.steer)
    this.gates = new Map(found.map((admitted) => [admitted.policy.service, { admitted, sentWith: 0, edit: null }]))
  }

  /** What may be published of this to every proxy: policies that are not admitted yet stand as they were. */
  hold(desired: Desired): Desired {
    const canaries = new Set(desired.canaries?.map(({ service }) => service))
    const gates = desired.policies.map((stored): [ServiceName, ServiceGate] => {
      const { service } = stored.policy
      const isSteered = canaries.has(service) || this.withCanary.has(service)
      const gate = this.gates.get(service)
      const isFree = isSteered || needsNoTrial(gate, stored, desired) || this.hasNobodyToAsk(desired, service)
      return [service, nextGate(gate, stored, desired.revision, isFree)]
    })
    this.gates = new Map(gates)
    this.withCanary = canaries
    this.latest = desired
    return this.admittedOf(desired)
  }

  /** With which mesh revision this revision of a policy went out to every proxy (0: it never was held back); or why it did not yet. */
  passage(service: ServiceName, policyRevision: number): { sentWith: number } | { held: string } {
    const gate = this.gates.get(service)
    if (!gate || gate.admitted.revision >= policyRevision) return { sentWith: gate?.sentWith ?? 0 }
    return { held: gate.edit ? heldWords(gate.edit) : 'not sent yet' }
  }

  /** Some edit is not sent to everybody yet. */
  isHolding(): boolean {
    return this.heldServices().size > 0
  }

  /** Services with such an edit. */
  heldServices(): ReadonlySet<ServiceName> {
    return new Set([...this.gates].flatMap(([service, { edit }]) => (edit === null ? [] : [service])))
  }

  /** Writes what there is to write, then gives every edit that waits its turn, again while that brought something new. Never twice at once. */
  step(): void {
    this.isDue = true
    if (this.isWorking || (this.verdicts.length === 0 && this.waiting().length === 0)) return
    this.isWorking = true
    this.work()
      .catch((error: unknown) => this.ctx.log.error({ error: String(error) }, 'edits could not be tried'))
      .finally(() => {
        this.isWorking = false
      })
  }

  private async work(): Promise<void> {
    while (this.isDue) {
      this.isDue = false
      await this.write()
      for (const service of this.waiting()) if (await this.takeTurn(service)) this.isDue = true
    }
  }

  private waiting(): ServiceName[] {
    return [...this.gates].flatMap(([service, { edit }]) => (edit?.stage === 'waiting' ? [service] : []))
  }

  /** True when a proxy gave an answer, or is now known to give none. */
  private async takeTurn(service: ServiceName): Promise<boolean> {
    const edit = this.gates.get(service)?.edit
    const { latest } = this
    if (edit?.stage !== 'waiting' || !latest) return false
    const candidates = this.candidates(latest, service)
    const { stored } = edit
    if (candidates.length === 0) return this.hasNobodyToAsk(latest, service) && this.letOut(stored)
    this.change(stored, { stage: 'trial', problem: null })
    const outcome = await this.ask(latest, stored, candidates)
    if (outcome.kind === 'unavailable') return this.onSilence(stored, outcome.proxyId)
    const isTaken = outcome.kind === 'accepted'
    if (isTaken) this.silent.clear()
    this.change(stored, { stage: isTaken ? 'taken' : 'refused', proxyId: outcome.proxyId })
    this.verdicts = [...this.verdicts, { stored, proxyId: outcome.proxyId, words: isTaken ? null : outcome.words }]
    await this.write()
    return true
  }

  private async ask(desired: Desired, stored: StoredPolicy, candidates: readonly string[]): Promise<TrialOutcome> {
    const admitted = this.admittedOf(desired).policies.map((other) => (other.policy.service === stored.policy.service ? stored : other))
    try {
      return await this.ctx.controlPlane.tryOn({ ...desired, policies: admitted }, candidates)
    } catch (error) {
      this.ctx.log.error({ error: String(error), service: stored.policy.service }, 'an edit could not be tried')
      this.change(stored, { problem: String(error) })
      return { kind: 'unavailable', proxyId: null }
    }
  }

  private onSilence(stored: StoredPolicy, proxyId: string | null): boolean {
    this.change(stored, { stage: 'waiting', ...(proxyId !== null && { proxyId }) })
    if (proxyId === null || this.silent.has(proxyId)) return false
    this.silent.add(proxyId)
    return true
  }

  /** Of an edit that was replaced or let out meanwhile nothing is noted. */
  private change({ policy: { service }, revision }: StoredPolicy, change: Partial<HeldEdit>): void {
    const gate = this.gates.get(service)
    if (gate?.edit?.stored.revision !== revision) return
    this.gates = new Map(this.gates).set(service, { ...gate, edit: { ...gate.edit, ...change } })
  }

  private admittedOf(desired: Desired): Desired {
    return { ...desired, policies: desired.policies.map((stored) => this.gates.get(stored.policy.service)?.admitted ?? stored) }
  }

  /** In their order; what the store does not take now stays for the next time. */
  private async write(): Promise<void> {
    while (this.verdicts[0]) {
      const { service } = this.verdicts[0].stored.policy
      try {
        await this.store(this.verdicts[0])
        this.verdicts = this.verdicts.slice(1)
        await this.publish()
      } catch (error) {
        this.ctx.log.error({ error: String(error), service }, 'what a proxy said of an edit could not be written or published')
        return
      }
    }
  }

  private async store(verdict: Verdict): Promise<void> {
    const { service } = verdict.stored.policy
    const admitted = this.gates.get(service)?.admitted
    if (verdict.proxyId === null) return this.operations.store.steer.transaction(async (tx) => void (await tx.raiseRevision()))
    const about = { service, policyRevision: verdict.stored.revision, proxyId: verdict.proxyId }
    if (verdict.words === null) return admitChange(this.operations, about)
    if (admitted) await rejectChange(this.operations, { ...about, words: verdict.words, restore: admitted.policy })
  }

  /** It was published without this edit already, and so goes out with the next mesh revision. */
  private async letOut(stored: StoredPolicy): Promise<boolean> {
    this.verdicts = [...this.verdicts, { stored, proxyId: null }]
    await this.write()
    return true
  }

  /** Where no proxy is connected at all, who calls the service is not known yet. */
  private hasNobodyToAsk(desired: Desired, service: ServiceName): boolean {
    const { canTake, cannot } = this.callers(desired, service)
    return canTake.length === 0 && (cannot.size > 0 || this.fleet.list().some(({ status }) => status.connected))
  }

  /** Those in sync first; who kept silent at a trial comes last. */
  private candidates(desired: Desired, service: ServiceName): string[] {
    const rank = (id: string): number => {
      const member = this.fleet.get(id)
      if (!member?.status.connected) return 3
      if (this.silent.has(id)) return 2
      return isInSync({ ...member.status, isStatic: false }) ? 0 : 1
    }
    const { canTake } = this.callers(desired, service)
    return canTake.filter((id) => rank(id) < 3).sort((a, b) => rank(a) - rank(b))
  }

  private callers(desired: Desired, service: ServiceName): { canTake: string[]; cannot: ReadonlySet<string> } {
    const identities = this.fleet.identities()
    const cannot = new Set(this.ctx.controlPlane.cannotTake?.(desired, service, identities).map(({ proxyId }) => proxyId))
    const canTake = this.ctx.controlPlane.consumers(desired, service, identities).flatMap(({ id }) => (cannot.has(id) ? [] : [id]))
    return { canTake, cannot }
  }
}

function needsNoTrial(gate: ServiceGate | undefined, { policy }: StoredPolicy, { mesh }: Desired): boolean {
  if (!gate || JSON.stringify(gate.admitted.policy) === JSON.stringify(policy)) return true
  const service = mesh.services.find(({ name }) => name === policy.service)
  // What was admitted names what the mesh has no more: there is nothing to go back to.
  return !checkPolicy(gate.admitted.policy, { service, mesh }).ok
}
