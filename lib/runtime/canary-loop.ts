import { alignCanaryEvidence } from '@/lib/canary/align-canary-evidence'
import type { CanaryRecord, StoredCanary } from '@/lib/canary/canary-record'
import type { CanaryCommand, CanaryState } from '@/lib/canary/canary-state'
import type { GateAnswer, WeightOverride } from '@/lib/canary/observation'
import { stepCanary } from '@/lib/canary/step-canary'
import { toOverlay } from '@/lib/canary/to-overlay'
import type { Desired, LeaseLoss } from '@/lib/control-plane/control-plane'
import type { CanaryRequest } from '@/lib/mesh/canary'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyWindow } from '@/lib/mesh/window'
import type { Sweep } from '@/lib/metrics/sweep'
import type { Ctx } from '@/lib/operations/ctx'
import { CanaryCounts } from './canary-counts'
import { readDesired, toLeasedWeights } from './desired-state'
import { EndpointHealth } from './endpoint-health'
import type { Fleet, FleetMember } from './fleet'
import { inTurn } from './in-turn'
import { isWorthSaving } from './is-worth-saving'
import { observeCanary } from './observe-canary'
import type { Reconciler } from './reconciler'
import type { RuntimeContext } from './runtime-context'
import { saveCanary } from './save-canary'
import type { TargetAnswer } from './targets'
import { toAlertTexts } from './to-alert-texts'
import { wantedWeights } from './wanted-weights'
import { WeightReadBack } from './weight-read-back'

export type CanarySources = {
  reconciler: Pick<Reconciler, 'desired' | 'reconcile' | 'moveAhead'>
  targetOf(member: FleetMember): TargetAnswer
  /** Leases are renewed only while the store is well. */
  isStoreAlive(): boolean
  /** Who is told of what canaries do. */
  hookUrls?: readonly string[]
  gateOf?(state: CanaryState): GateAnswer | null
  /** The proxy that listens at an `ip:port`, as windows name what is counted there. */
  ownerAt?(address: string): string | null
  /** A read-back came in: the next round is worth having at once. */
  onRead(): void
}

/** Every commit wakes the loop; without a wish or something read back it steps at most this often. */
const calmMs = 250
/** One whose weight is in force and that nobody asks anything of is stepped this often: news are mostly of others. */
const settledMs = 500
/** A round that takes longer is cut, and the next one comes at once: whoever was asked something meanwhile comes first then. */
const longestRoundMs = 50
/** A draft waits this long for the first sweep of its callers. */
const firstLookMs = 10_000
/** Away longer than this, leased values may have ended in some proxies: their time to live without the 5 s in which they may not have been renewed. */
const longestAbsenceMs = 10_000
/** The heartbeat is at most this much older than the last moment of the run that wrote it. */
const heartbeatMs = 2_000
/** A caller that does not take the routes back is left to its own clock: it holds no leased value any more. */
const givenUpMs = 30_000

/** Steps every canary: counts its ticks, judges, moves its weight by leases, proves it on every caller proxy, and says ended only when that is proved. */
export class CanaryLoop {
  private readonly health = new EndpointHealth()
  private readonly counts: CanaryCounts
  private readonly readBack: WeightReadBack
  private renewedAt: Millis
  private steppedAt: Millis = 0
  /** By id. */
  private readonly steppedOne = new Map<string, Millis>()
  /** Whose values ended in the proxies, and how long nobody renewed them; until that is stored. */
  private readonly lost = new Map<string, Millis>()
  /** Something was read back or saved since the last step. */
  private hasNews = true
  private readonly lastAliveAt: Millis
  private readonly ctx: RuntimeContext
  private readonly operations: Ctx
  private readonly fleet: Fleet
  private readonly sources: CanarySources

  /** lastAliveAt: the heartbeat of the run before this one, 0 when there was none. */
  constructor(ctx: RuntimeContext, operations: Ctx, fleet: Fleet, sources: CanarySources, lastAliveAt: Millis) {
    this.ctx = ctx
    this.operations = operations
    this.fleet = fleet
    this.sources = sources
    this.counts = new CanaryCounts(operations.scrapeIntervalMs)
    this.lastAliveAt = lastAliveAt
    this.renewedAt = lastAliveAt
    this.readBack = new WeightReadBack(ctx, { ...sources, onRead: () => this.comeBack() })
  }

  /** Before the first answer to any proxy: a step that nobody renewed in time has ended in the proxies, and must not come back. */
  async expireAtStart(now: Millis): Promise<void> {
    const absenceMs = now - this.lastAliveAt
    if (absenceMs > longestAbsenceMs) {
      const open = await this.ctx.store.steer.canaries.open()
      const lapsed = open.filter(
        ({ record: { state } }) => state.startedAt !== null && state.trafficSince <= this.lastAliveAt + heartbeatMs,
      )
      const desired = lapsed.length > 0 ? await readDesired(this.ctx, this.fleet) : null
      for (const { record } of lapsed) this.lost.set(record.state.plan.id, absenceMs)
      for (const stored of lapsed) if (desired) await this.step(stored, desired, [], now)
    }
    this.renewedAt = now
  }

  onLeaseLost({ canaries, unrenewedMs }: LeaseLoss): void {
    for (const id of canaries) this.lost.set(id, unrenewedMs)
    this.hasNews = true
  }

  onWindow(window: ProxyWindow): void {
    this.counts.add(window)
  }

  /** This proxy has taken something. */
  onSync(proxyId: string): void {
    this.readBack.readSoon(proxyId)
  }

  onSweep(proxyId: string, sweep: Sweep): void {
    this.health.take(proxyId, sweep)
  }

  /** One step of every canary with what is known, of as many as there is time for; reading back goes on beside it. */
  async round(now: Millis, signal: AbortSignal): Promise<void> {
    const { canaries } = this.ctx.store.steer
    const [open, asked] = await Promise.all([canaries.open(), canaries.requests({ unanswered: true })])
    const desired = this.sources.reconciler.desired()
    if (!desired) return
    if (open.length === 0 && asked.length === 0) return this.rest(now, signal)
    if (asked.length === 0 && !this.hasNews && now - this.steppedAt < calmMs && now >= this.steppedAt) return
    this.hasNews = false
    this.steppedAt = now
    await this.answerLate(open, asked)
    this.watch(open, now)
    const lost = [...this.lost.keys()]
    const wishes = new Map(asked.map(({ canaryId }) => [canaryId, asked.filter((each) => each.canaryId === canaryId)]))
    const until = performance.now() + longestRoundMs
    let hasMoved = false
    for (const stored of inTurn(open, new Set(wishes.keys()), this.steppedOne)) {
      const { id } = stored.record.state.plan
      const requests = wishes.get(id)?.map(({ request }) => request) ?? []
      if (requests.length === 0 && this.isSettled(stored.record, now)) continue
      if (performance.now() > until) {
        this.comeBack()
        break
      }
      this.steppedOne.set(id, now)
      hasMoved = (await this.step(stored, desired, requests, this.ctx.now())) || hasMoved
    }
    if (this.sources.isStoreAlive()) this.renewedAt = now
    // What was moved ahead in this round must not be taken back.
    this.forgetLoss(
      lost.filter((id) => !this.lost.has(id)),
      this.sources.reconciler.desired() ?? desired,
    )
    if (hasMoved) await this.sources.reconciler.reconcile()
    const newest = this.sources.reconciler.desired() ?? desired
    if (!hasMoved) this.ctx.controlPlane.leaseWeights(toLeasedWeights(newest))
    const records = (hasMoved ? await canaries.open() : open).map(({ record }) => record)
    this.readBack.want(
      wantedWeights(records, newest, (record) => this.callersOf(record, newest)),
      signal,
    )
  }

  private comeBack(): void {
    this.hasNews = true
    this.sources.onRead()
  }

  /** Was it stepped just now, with nothing under way that waits for a proxy? A clock that went back settles nothing. */
  private isSettled({ state }: CanaryRecord, now: Millis): boolean {
    const { id } = state.plan
    const sinceMs = now - (this.steppedOne.get(id) ?? Number.NEGATIVE_INFINITY)
    if (state.inForceSince === null || this.lost.has(id) || this.counts.hasUnsaved(id)) return false
    return (state.phase.name === 'watching' || state.phase.name === 'held') && sinceMs >= 0 && sinceMs < settledMs
  }

  /** Once the loss is stored, what is asked for again is a new lease: the layer takes an id in again that was once not offered. */
  private forgetLoss(ids: readonly string[], desired: Desired): void {
    if (ids.length > 0) this.ctx.controlPlane.leaseWeights(toLeasedWeights(desired).filter(({ canaryId }) => !ids.includes(canaryId)))
  }

  /** Nothing to step, and nothing to renew: no time can be lost. */
  private rest(now: Millis, signal: AbortSignal): void {
    this.watch([], now)
    this.readBack.want({ members: [], urgent: new Set(), tcpServices: new Set() }, signal)
    if (this.sources.isStoreAlive()) this.renewedAt = now
  }

  /** Answers whether the weights of proxies are to move. */
  private async step(stored: StoredCanary, desired: Desired, requests: readonly CanaryRequest[], now: Millis): Promise<boolean> {
    const { record } = stored
    if (record.state.phase.name === 'ended') return this.release(stored, desired, now)
    const callers = this.callersOf(record, desired)
    if (this.isTooEarly(record, callers, now)) return false
    const { id } = record.state.plan
    const observation = observeCanary(record, {
      desired,
      callers,
      health: this.health,
      readingOf: (proxyId) => this.readBack.lastOf(proxyId),
      unsplitRoutes: this.ctx.controlPlane.unsplitRoutes?.(desired, record.state.plan.service, this.fleet.identities()) ?? [],
      requests,
      ticks: this.counts.close(record.state, callers, now),
      renewedAt: this.renewedAt,
      lapsedMs: this.lost.get(id) ?? null,
      gate: this.sources.gateOf?.(record.state) ?? null,
      editWords: await this.findEditWords(record, desired),
      ownerAt: (address) => this.sources.ownerAt?.(address) ?? null,
      overrides: await this.findOverrides(record, desired, callers),
    })
    const { state, commands } = stepCanary(record.state, observation, now)
    const totalsOf = (proxyId: string) => this.counts.totalsOf(id, proxyId, state.inForceSince)
    const evidence = alignCanaryEvidence(record.evidence, state, observation.proxies, totalsOf)
    const next = { ...record, state, evidence, alertTexts: toAlertTexts(record, commands) }
    if (!isWorthSaving(record, next, commands)) {
      this.counts.saved(id)
      return false
    }
    const saved = await saveCanary(this.operations, stored, next, commands, this.sources.hookUrls)
    if (!saved) return false
    const overlay = state.phase.name === 'ended' ? null : toOverlay(next)
    if (overlay && saved.movedTo !== null) this.sources.reconciler.moveAhead(overlay, saved.movedTo)
    for (const command of commands) this.log(record, command)
    this.hasNews = true
    this.lost.delete(id)
    this.counts.saved(id)
    return commands.some(({ kind }) => kind === 'set_traffic' || kind === 'drop_lease' || kind === 'write_policy')
  }

  /** An ended canary's values go when every connected caller has taken the routes back. */
  private async release(stored: StoredCanary, desired: Desired, now: Millis): Promise<boolean> {
    const { record } = stored
    const { phase } = record.state
    const behind = this.callersOf(record, desired).filter(
      ({ status }) => status.connected && status.syncedRevision < (record.endRevision ?? Number.POSITIVE_INFINITY),
    )
    if (behind.length > 0 && now - phase.since < givenUpMs) return false
    return (await saveCanary(this.operations, stored, { ...record, holdsLease: false }, [])) !== null
  }

  private isTooEarly({ state }: CanaryRecord, callers: readonly FleetMember[], now: Millis): boolean {
    const { phase, plan } = state
    if (phase.name !== 'draft' || now - phase.since > firstLookMs) return false
    return callers.some(({ identity, status }) => status.connected && this.health.of(identity.id, plan.service, plan.version) === null)
  }

  private callersOf({ state }: CanaryRecord, desired: Desired): FleetMember[] {
    return this.ctx.controlPlane
      .consumers(desired, state.plan.service, this.fleet.identities())
      .flatMap(({ id }) => this.fleet.get(id) ?? [])
  }

  /** Asked only where something holds it: what drift is found is stored. */
  private async findOverrides({ state }: CanaryRecord, desired: Desired, callers: readonly FleetMember[]): Promise<WeightOverride[]> {
    const { phase, plan } = state
    if (phase.name !== 'held' || (phase.cause !== 'drift' && phase.cause !== 'not_in_force')) return []
    return (await this.ctx.store.steer.drift.list()).flatMap(({ kind, proxyId, subject: key }): WeightOverride[] => {
      const identity = callers.find((member) => member.identity.id === proxyId)?.identity
      if (kind !== 'runtime_override' || !identity) return []
      return this.ctx.controlPlane.isWeightKey?.(desired, identity, plan.service, key) ? [{ proxyId: identity.id, key }] : []
    })
  }

  private async findEditWords({ state, ownRevision }: CanaryRecord, desired: Desired): Promise<string> {
    const { service } = state.plan
    const revision = desired.policies.find(({ policy }) => policy.service === service)?.revision
    if (revision === undefined || revision === state.policyRevision || revision === ownRevision) return ''
    const [change] = await this.ctx.store.steer.changes.list({ service, limit: 1 })
    return change ? `${change.sentence} (${change.actor}: ${change.reason})` : `revision ${revision}`
  }

  private watch(open: readonly StoredCanary[], now: Millis): void {
    const states = open.map(({ record }) => record.state)
    this.counts.watch(states, now)
    for (const id of this.steppedOne.keys()) if (!states.some(({ plan }) => plan.id === id)) this.steppedOne.delete(id)
  }

  /** What was asked in the moment when it ended. */
  private async answerLate(open: readonly StoredCanary[], asked: readonly { canaryId: string; request: CanaryRequest }[]): Promise<void> {
    const ended = new Set(open.filter(({ record }) => record.state.phase.name === 'ended').map(({ record }) => record.state.plan.id))
    const known = new Set(open.map(({ record }) => record.state.plan.id))
    for (const { canaryId, request } of asked)
      if (!known.has(canaryId) || ended.has(canaryId))
        await this.ctx.store.steer.canaries.answer(request.id, { accepted: request.kind === 'abort', text: 'already ended' })
  }

  private log({ state }: CanaryRecord, command: CanaryCommand): void {
    const canary = state.plan.id
    if (command.kind === 'alert') this.ctx.log.warn({ canary, key: command.key }, command.text)
    if (command.kind === 'record') this.ctx.log.info({ canary, from: command.from, to: command.to, actor: command.actor }, command.text)
  }
}
