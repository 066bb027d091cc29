import type { ControlPlane, Desired } from '@/lib/control-plane/control-plane'
import type { Change } from '@/lib/mesh/change'
import type { ServiceName } from '@/lib/mesh/names'
import type { StoredPolicy } from '@/lib/mesh/policy'
import { isInSync } from '@/lib/mesh/proxy-state'
import { rejectChange } from '@/lib/operations/changes/reject'
import type { Ctx } from '@/lib/operations/ctx'
import { checkPolicy } from '@/lib/routing/check-policy'
import type { Fleet } from './fleet'

type Refused = { stored: StoredPolicy; proxyId: string; words: string; isStored: boolean }
type PushContext = { controlPlane: Pick<ControlPlane, 'consumers' | 'tryOn'>; log: { error(fields: object, message: string): void } }

/**
 * An edited policy goes to one proxy first: the first connected consumer, those in sync before others. Accepted there it is admitted for all; refused there it reaches no
 * other, the change is rejected with the proxy's words and the admitted policy is stored again. Without a connected consumer it waits. One edit at a time, so
 * that a refusal has one cause. A service with a running canary is not held: its steps and its policy must change together.
 */
export class PushCanary {
  private readonly admitted = new Map<ServiceName, StoredPolicy>()
  private readonly refused = new Map<ServiceName, Refused>()
  private readonly silent = new Set<string>()
  private withCanary: ReadonlySet<ServiceName> = new Set()
  private latest: Desired | null = null
  private trying: { service: ServiceName; proxyId: string | null } | null = null
  private readonly ctx: PushContext
  private readonly operations: Ctx
  private readonly fleet: Fleet
  private readonly onAdmitted: () => void

  constructor(ctx: PushContext, operations: Ctx, fleet: Fleet, onAdmitted: () => void) {
    this.ctx = ctx
    this.operations = operations
    this.fleet = fleet
    this.onAdmitted = onAdmitted
  }

  /** After a start: an edit that no proxy had accepted yet is tried as if it came now. */
  async restore(): Promise<void> {
    const open = await this.operations.store.steer.changes.open()
    for (const change of newestLast(open)) {
      const { service, before, policyRevision } = change
      const isUntried = before !== null && change.evidence.every((row) => row.at.accepted === undefined)
      const known = this.admitted.get(service)
      if (isUntried && change.state === 'pending' && !known) this.admitted.set(service, { policy: before, revision: policyRevision - 1 })
    }
  }

  /** What may be published of this to every proxy: policies that are not admitted yet stand as they were. */
  hold(desired: Desired): Desired {
    this.latest = desired
    const present = new Map(desired.policies.map((stored) => [stored.policy.service, stored]))
    for (const service of this.admitted.keys()) if (!present.has(service)) this.admitted.delete(service)
    for (const [service, { stored }] of this.refused) if (present.get(service)?.revision !== stored.revision) this.refused.delete(service)
    const canaries = new Set(desired.canaries?.map(({ service }) => service))
    for (const stored of desired.policies) {
      const { service } = stored.policy
      const isSteered = canaries.has(service) || this.withCanary.has(service)
      if (isSteered || this.needsNoTrial(stored, desired)) this.admitted.set(service, stored)
    }
    this.withCanary = canaries
    return { ...desired, policies: desired.policies.map((stored) => this.admitted.get(stored.policy.service) ?? stored) }
  }

  /** Why this revision of a policy is not sent to everybody yet; null where it is. */
  heldReason(service: ServiceName, revision: number): string | null {
    const admitted = this.admitted.get(service)
    if (!admitted || admitted.revision >= revision) return null
    const refused = this.refused.get(service)
    if (refused?.stored.revision === revision) return `not sent: ${refused.proxyId} refused it`
    if (this.trying?.service === service) return 'not sent yet: one proxy gets it first'
    return 'not sent yet: it waits for a first proxy'
  }

  /** Some edit is not sent to everybody yet. */
  isHolding(): boolean {
    return this.latest?.policies.some((stored) => this.admitted.get(stored.policy.service)?.revision !== stored.revision) ?? false
  }

  /** Starts the next trial where one is due and can be held; what a refusal has yet to write is written. */
  step(): void {
    for (const refused of this.refused.values()) if (!refused.isStored) this.storeRefusal(refused)
    if (this.trying || !this.latest) return
    const desired = this.latest
    for (const stored of desired.policies) {
      const { service } = stored.policy
      if (this.admitted.get(service) === stored || this.refused.has(service)) continue
      const candidates = this.candidates(desired, service)
      if (candidates.length === 0) continue
      this.try(desired, stored, candidates)
      return
    }
  }

  private try(desired: Desired, stored: StoredPolicy, candidates: readonly string[]): void {
    const { service } = stored.policy
    const trying = { service, proxyId: candidates[0] ?? null }
    this.trying = trying
    const admitted = desired.policies.map((other) => (other === stored ? stored : (this.admitted.get(other.policy.service) ?? other)))
    const work = this.ctx.controlPlane.tryOn({ ...desired, policies: admitted }, candidates).then((outcome) => {
      this.trying = null
      if (outcome.kind === 'accepted') {
        this.silent.clear()
        this.admitted.set(service, stored)
        this.onAdmitted()
      } else if (outcome.kind === 'refused') {
        const refused = { stored, proxyId: outcome.proxyId, words: outcome.words, isStored: false }
        this.refused.set(service, refused)
        this.storeRefusal(refused)
        this.step()
      } else if (outcome.proxyId !== null) {
        this.silent.add(outcome.proxyId)
        this.step()
      }
    })
    work.catch((error: unknown) => this.ctx.log.error({ error: String(error), service }, 'an edit could not be tried'))
  }

  /** Those in sync first; who kept silent at a trial comes last. */
  private candidates(desired: Desired, service: ServiceName): string[] {
    const rank = (id: string): number => {
      const member = this.fleet.get(id)
      if (!member?.status.connected) return 3
      if (this.silent.has(id)) return 2
      return isInSync({ ...member.status, isStatic: false }) ? 0 : 1
    }
    const ids = this.ctx.controlPlane.consumers(desired, service, this.fleet.identities()).map(({ id }) => id)
    return ids.filter((id) => rank(id) < 3).sort((a, b) => rank(a) - rank(b))
  }

  private needsNoTrial(stored: StoredPolicy, desired: Desired): boolean {
    const admitted = this.admitted.get(stored.policy.service)
    if (!admitted || admitted.revision === stored.revision) return true
    if (JSON.stringify(admitted.policy) === JSON.stringify(stored.policy)) return true
    const service = desired.mesh.services.find(({ name }) => name === stored.policy.service)
    // What was admitted names what the mesh has no more: there is nothing to go back to.
    return !checkPolicy(admitted.policy, { service, mesh: desired.mesh }).ok
  }

  private storeRefusal(refused: Refused): void {
    const { stored, proxyId, words } = refused
    const { service } = stored.policy
    const admitted = this.admitted.get(service)
    if (!admitted) return
    refused.isStored = true
    rejectChange(this.operations, { service, policyRevision: stored.revision, proxyId, words, restore: admitted.policy }).catch(
      (error: unknown) => {
        refused.isStored = false
        this.ctx.log.error({ error: String(error), service }, 'a refused edit could not be taken back in the store')
      },
    )
  }
}

const newestLast = (changes: readonly Change[]): Change[] => [...changes].sort((a, b) => a.policyRevision - b.policyRevision)
