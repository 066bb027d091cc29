import type { Desired } from '@/lib/control-plane/control-plane'
import type { Change, Evidence } from '@/lib/mesh/change'
import {
  advanceEvidence,
  alignEvidence,
  countInForce,
  explainEvidence,
  notMeasuredYet,
  provedBefore,
  rejectEvidence,
  toChangeState,
} from '@/lib/mesh/evidence'
import { type Millis, type ServiceName, versionId } from '@/lib/mesh/names'
import type { LoadedDestination, LoadedPolicy, Policy } from '@/lib/mesh/policy'
import type { ProxyIdentity, TypeSync } from '@/lib/mesh/proxy'
import type { Reading } from '@/lib/mesh/reading'
import type { Target } from '@/lib/proxies/proxy-reader'
import { overlayPolicy } from '@/lib/routing/canary-weights'
import { observedSplit } from '@/lib/routing/observed-split'
import { samePolicyMeaning } from '@/lib/routing/policy-meaning'
import { sameDestination } from '@/lib/routing/same-destination'
import type { Fleet, FleetMember } from './fleet'
import { judgeRefusal, refusedOf } from './refusal'
import type { RuntimeContext } from './runtime-context'
import type { SplitCounter, SplitCounts } from './split-counter'
import type { TargetAnswer } from './targets'

/** Destinations: of the services whose change touches them, and nothing else. */
type Loaded = { policies: Map<ServiceName, LoadedPolicy>; destinations: Map<ServiceName, LoadedDestination | null> }
type PolicyReading = Reading<Loaded>
export type ProverSources = {
  desired(): Desired | null
  targetOf(member: FleetMember): TargetAnswer
  split: SplitCounter
  /** With which mesh revision this revision of a policy went out to every proxy, or why it did not yet. */
  passage(service: ServiceName, policyRevision: number): { sentWith: number } | { held: string }
}

/** Proves changes: stored → accepted (ACK) → loaded (running routes read back, same meaning) → observed (traffic agrees), per consumer proxy. */
export class Prover {
  private readonly ctx: RuntimeContext
  private readonly fleet: Fleet
  private readonly sources: ProverSources

  constructor(ctx: RuntimeContext, fleet: Fleet, sources: ProverSources) {
    this.ctx = ctx
    this.fleet = fleet
    this.sources = sources
  }

  /** One round over every change that is not yet wholly proved. Writes only what moved. */
  async round(now: Millis, signal: AbortSignal): Promise<void> {
    const desired = this.sources.desired()
    if (!desired) return
    const open = await this.ctx.store.steer.changes.open()
    const present = new Map(desired.policies.map(({ policy, revision }) => [policy.service, revision]))
    const live = open.filter((change) => change.policyRevision === present.get(change.service))
    this.sources.split.watch(live.filter((change) => change.state === 'in_force').map((change) => change.service))
    const accepted = live.map((change) => this.accept(change, desired, now))
    const readings = await this.readBack(accepted, signal)
    for (const change of accepted) await this.save(this.settle(change, readings), open)
    for (const change of open.filter(({ state }) => state === 'pending' || state === 'applying'))
      await this.save(closeReplaced(change, present.get(change.service), desired.revision), open)
  }

  private accept(change: Change, desired: Desired, now: Millis): Change {
    if (change.state === 'in_force' && change.evidence.every(({ stage }) => stage !== 'unsupported')) return change
    const identities = this.fleet.identities()
    const cannot = this.ctx.controlPlane.cannotTake?.(desired, change.service, identities) ?? []
    const isAsked = ({ id }: { id: string }): boolean => !cannot.some(({ proxyId }) => proxyId === id)
    const consumers = this.ctx.controlPlane
      .consumers(desired, change.service, identities)
      .filter(isAsked)
      .map(({ id }) => id)
    // Who joined later is not asked of what is in force; who could not take it and can now is waited for again.
    const isAble = ({ proxyId, stage }: Evidence): boolean => stage === 'unsupported' && consumers.includes(proxyId)
    if (change.state === 'in_force' && !change.evidence.some(isAble)) return change
    const present = alignEvidence(change.evidence, consumers, change.at, cannot).map((row) => this.acceptRow(row, change, desired, now))
    const state = change.state === 'in_force' ? 'applying' : change.state
    return { ...change, state, evidence: [...present, ...provedBefore(change.evidence, consumers)] }
  }

  private acceptRow(row: Evidence, change: Change, desired: Desired, now: Millis): Evidence {
    if (row.stage === 'unsupported') return row
    const member = this.fleet.get(row.proxyId)
    if (!member?.status.connected) return explainEvidence(row, 'its control stream is disconnected')
    // What it has taken once, a later refusal does not take back: what it runs is read.
    if (row.stage !== 'stored' && row.stage !== 'rejected') return row
    const passage = this.sources.passage(change.service, change.policyRevision)
    if ('held' in passage) return explainEvidence(row, passage.held)
    const { status } = member
    const carriedBy = Math.max(change.revision, passage.sentWith)
    if (status.syncedRevision >= carriedBy) return advanceEvidence(row, 'accepted', now)
    // What it says of its types is of this change only once that was offered to it.
    const isOffered = member.offeredRevision >= carriedBy
    if (!isOffered || !status.sync.some((type) => type.status === 'NACKED')) return explainEvidence(row, 'not acknowledged yet')
    const touched = this.touchedTypes(change, desired, member.identity)
    const services = desired.mesh.services.map(({ name }) => name)
    const { rejects, blocks } = judgeRefusal(status.sync, touched, change.at, { service: change.service, services })
    if (rejects !== null) return rejectEvidence(row, now, rejects)
    if (areAcknowledged(status.sync, touched, change)) return advanceEvidence(row, 'accepted', now)
    return explainEvidence(row, `not acknowledged yet; refused is ${blocks}`)
  }

  /** Which types this change alone sends to this proxy. */
  private touchedTypes(change: Change, desired: Desired, identity: ProxyIdentity): TypeSync['type'][] {
    const others = desired.policies.filter(({ policy }) => policy.service !== change.service)
    const withPolicy = (policy: Policy | null): Desired => ({
      ...desired,
      policies: policy ? [...others, { policy, revision: change.policyRevision }] : others,
    })
    const resources = this.ctx.controlPlane.compare(withPolicy(change.before), withPolicy(change.after), [identity])
    return [...new Set(resources.map(({ type }) => type))]
  }

  private async readBack(changes: readonly Change[], signal: AbortSignal): Promise<Map<string, PolicyReading | string>> {
    const wanted = new Set(changes.flatMap((change) => change.evidence.filter((row) => row.stage === 'accepted').map((row) => row.proxyId)))
    const answers = await Promise.all(
      [...wanted].map(async (id): Promise<[string, PolicyReading | string]> => {
        const member = this.fleet.get(id)
        const answer = member && this.sources.targetOf(member)
        if (!answer) return [id, 'it has left the mesh']
        if (!answer.ok) return [id, answer.problem?.message ?? 'it has no admin page to read back from']
        const touched = changes.filter((change) => touchesDestination(change) && change.evidence.some(isAcceptedBy(id)))
        return [id, await this.readLoaded(answer.target, touched, signal)]
      }),
    )
    return new Map(answers)
  }

  private async readLoaded(target: Target, touched: readonly Change[], signal: AbortSignal): Promise<PolicyReading> {
    const policies = await this.ctx.reader.readPolicies(target, signal)
    if (!policies.ok) return policies
    const destinations = new Map<ServiceName, LoadedDestination | null>()
    for (const { service } of touched) {
      const destination = await this.ctx.reader.readDestination(target, service, signal)
      if (!destination.ok) return destination
      destinations.set(service, destination.value)
    }
    return { ok: true, value: { policies: policies.value, destinations }, at: policies.at }
  }

  private settle(change: Change, readings: ReadonlyMap<string, PolicyReading | string>): Change {
    const evidence = change.evidence.map((row) =>
      row.stage === 'accepted' ? this.load(row, change, readings.get(row.proxyId)) : this.observe(row, change),
    )
    const state = change.state === 'in_force' ? 'in_force' : toChangeState(evidence)
    return { ...change, evidence, state, inForce: countInForce(evidence) }
  }

  private load(row: Evidence, change: Change, reading: PolicyReading | string | undefined): Evidence {
    if (reading === undefined) return row
    if (typeof reading === 'string') return explainEvidence(row, `accepted, not read back: ${reading}`)
    if (!reading.ok) return explainEvidence(row, `accepted, its configuration could not be read back: ${reading.problem.message}`)
    const caller = callerName(this.fleet.get(row.proxyId)?.identity)
    const difference = this.difference(change, reading.value, caller)
    return difference
      ? explainEvidence(row, `accepted, but it runs something else: ${difference}`)
      : advanceEvidence(row, 'loaded', reading.at)
  }

  private difference({ service, after }: Change, { policies, destinations }: Loaded, caller: string): string | null {
    const desired = this.sources.desired()
    const policy = policies.get(service)
    if (!policy) return `no route to ${service} is loaded`
    const difference = samePolicyMeaning(asRouted(after, desired), policy, caller)
    if (difference !== null || !destinations.has(service)) return difference
    const destination = destinations.get(service)
    const isTcp = desired?.mesh.services.some((spec) => spec.name === service && spec.protocol === 'tcp') ?? false
    return destination ? sameDestination(after, destination, isTcp) : `no cluster of ${service} is loaded`
  }

  /** Only the one rule without a match can be held against plain counts; where others share the traffic, the split stays unobserved and says so. */
  private observe(row: Evidence, change: Change): Evidence {
    if (row.stage !== 'loaded' || row.at.loaded === undefined) return row
    const isMoved = this.sources.desired()?.canaries?.some(({ service }) => service === change.service)
    if (isMoved) return explainEvidence(row, 'a canary moves this traffic: its split is proved by the canary')
    const rule = change.after.rules.length === 1 ? change.after.rules[0] : undefined
    if (!rule) return explainEvidence(row, 'several rules share this traffic: the split of one cannot be told from counts')
    const counted: SplitCounts = this.sources.split.since(row.proxyId, change.service, row.at.loaded)
    const verdict = observedSplit(new Map(rule.backends.map((backend) => [backend.version, backend.weight])), counted.byVersion)
    if (verdict === 'agrees') return advanceEvidence(row, 'observed', counted.at)
    const total = [...counted.byVersion.values()].reduce((sum, count) => sum + count, 0)
    if (!counted.isMeasured) return explainEvidence(row, notMeasuredYet)
    if (verdict === 'too_few')
      return explainEvidence(row, total === 0 ? 'no traffic since the change' : `${total} requests since the change: too few to tell`)
    return explainEvidence(
      row,
      `traffic disagrees: ${[...counted.byVersion].map(([version, count]) => `${count} to ${version}`).join(', ')} since the change`,
    )
  }

  private async save(change: Change, before: readonly Change[]): Promise<void> {
    const former = before.find((other) => other.id === change.id)
    if (!former || JSON.stringify(former) === JSON.stringify(change)) return
    await this.ctx.store.steer.transaction(async (tx) => {
      const stored = await tx.changes.get(change.id)
      // Accepted by a first proxy or rejected meanwhile: the next round sees that.
      if (stored && isSameProof(stored, former)) await tx.changes.update({ ...change, undoneBy: stored.undoneBy })
    })
  }
}

/** The change as superseded where a later one took its place or its service is gone; where the mesh was read before it was made, that is not known yet. */
function closeReplaced(change: Change, present: number | undefined, meshRevision: number): Change {
  if (present !== undefined) return change.policyRevision < present ? { ...change, state: 'superseded' } : change
  if (meshRevision < change.revision) return change
  const reason = `${change.service} has left the mesh`
  return { ...change, state: 'superseded', evidence: change.evidence.map((row) => explainEvidence(row, reason)) }
}

const isSameProof = (a: Change, b: Change): boolean => a.state === b.state && JSON.stringify(a.evidence) === JSON.stringify(b.evidence)

/** Everything the change sends was sent after it was made, and taken: a refusal of another type is not its own. What is loaded is read back all the same. */
/** Also where it refuses the values of others alone. */
function areAcknowledged(sync: readonly TypeSync[], touched: readonly TypeSync['type'][], { at: since, service }: Change): boolean {
  const isTaken = (own: TypeSync): boolean =>
    own.refusals ? refusedOf([own], { service }).length === 0 : own.status === 'SYNCED' && own.at >= since
  return touched.length > 0 && touched.every((type) => sync.some((own) => own.type === type && isTaken(own)))
}

const isAcceptedBy =
  (proxyId: string) =>
  (row: Evidence): boolean =>
    row.proxyId === proxyId && row.stage === 'accepted'

/** The idle timeout of a rule too: on tcp it stands in the listener. */
const touchesDestination = ({ before, after }: Change): boolean =>
  JSON.stringify([before?.destination, before?.rules.at(-1)?.idleTimeout]) !==
  JSON.stringify([after.destination, after.rules.at(-1)?.idleTimeout])

/** As rules name a caller: a proxy by its service and version, a gateway by its name. */
const callerName = (identity: ProxyIdentity | undefined): string => {
  if (!identity) return ''
  return identity.version === null ? identity.service : versionId(identity.service, identity.version)
}

/** While a canary runs, the routes hold its weights and not the policy's. */
function asRouted(policy: Policy, desired: Desired | null): Policy {
  const overlay = desired?.canaries?.find(({ service }) => service === policy.service)
  return overlay ? overlayPolicy(policy, overlay) : policy
}
