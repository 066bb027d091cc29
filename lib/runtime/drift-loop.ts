import type { ControlPlane, Desired } from '@/lib/control-plane/control-plane'
import type { Drift, FoundDrift } from '@/lib/mesh/drift'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import { isInSync } from '@/lib/mesh/proxy-state'
import type { ProxyReader, Target } from '@/lib/proxies/proxy-reader'
import { type DriftReading, findDrift, unusedPolicy } from '@/lib/routing/find-drift'
import type { Store } from '@/lib/store/store'
import type { Fleet, FleetMember } from './fleet'
import { SentOverwrites } from './sent-overwrites'
import type { TargetAnswer } from './targets'

type DriftContext = {
  store: { steer: Pick<Store['steer'], 'drift' | 'transaction'> & { faults: Pick<Store['steer']['faults'], 'lock'> } }
  reader: Pick<ProxyReader, 'readDrift' | 'readReadouts' | 'readOverrides' | 'readPolicies' | 'clearOverride'>
  controlPlane: Pick<ControlPlane, 'consumers' | 'resend' | 'heldKeys'>
  now(): Millis
}
export type DriftSources = {
  desired(): Desired | null
  targetOf(member: FleetMember): TargetAnswer
  /** Services whose policy is not sent to everybody yet: what of them runs is no drift. */
  heldServices(): ReadonlySet<ServiceName>
  /** Keys of its admin layer that some loop holds now, beside those of its driver. */
  heldKeys?(proxyId: string): readonly string[]
}
type Watched = {
  readouts: string
  overrides: string
  /** What Outrider held in its admin layer when it was looked at: a value that is given up is somebody else's since. */
  held: string
  lookedAt: Millis
  /** Services that were not judged when it was looked at, as their policy was held back. */
  leftOut: ReadonlySet<ServiceName>
  wholeAt: Millis
  confirmAt: Millis | null
  suspects: ReadonlySet<string>
  inFlight: boolean
}

const glanceEveryMs = 10_000
const wholeEveryMs = 3_600_000
/** What was found once is looked for again: an edit on its way to a proxy is no drift. */
const confirmAfterMs = 3_000
/** What the red button sets. */
const redButtonKey = 'fault.http.max_active_faults'

/**
 * Looks for what runs and nobody asked for. A glance at few version readouts and the admin layer's values per proxy tells when to look whole (routes, admin layer); an hour without is enough too.
 * Found twice it is stored, gone it is removed; it is never mended or adopted unless somebody asks.
 */
export class DriftLoop {
  private readonly watched = new Map<string, Watched>()
  private readonly sent = new SentOverwrites()
  private readonly ctx: DriftContext
  private readonly fleet: Fleet
  private readonly sources: DriftSources

  constructor(ctx: DriftContext, fleet: Fleet, sources: DriftSources) {
    this.ctx = ctx
    this.fleet = fleet
    this.sources = sources
  }

  async round(now: Millis, signal: AbortSignal): Promise<void> {
    const desired = this.sources.desired()
    if (!desired) return
    const stored = await this.ctx.store.steer.drift.list()
    this.sent.keepOnly(new Set(stored.map(({ id }) => id)))
    await this.answerAsked(stored, now, signal)
    await this.storePolicies(desired, stored, now)
    for (const drift of stored)
      if (drift.proxyId !== null && isOutdated(drift, desired)) this.stateOf(drift.proxyId).confirmAt ??= now + confirmAfterMs
    for (const id of this.watched.keys()) if (!this.fleet.get(id)) this.watched.delete(id)
    for (const { proxyId, id } of stored) if (proxyId !== null && !this.fleet.get(proxyId)) await this.ctx.store.steer.drift.remove(id)
    await Promise.all(this.fleet.list().map((member) => this.watch(member, now, signal)))
  }

  private async watch(member: FleetMember, now: Millis, signal: AbortSignal): Promise<void> {
    const { id, kind } = member.identity
    if (kind !== 'envoy') return
    const state = this.stateOf(id)
    const answer = this.sources.targetOf(member)
    const isConfirming = state.confirmAt !== null && now >= state.confirmAt
    if (!answer.ok || state.inFlight || (!isConfirming && now - state.lookedAt < glanceEveryMs)) return
    state.inFlight = true
    try {
      state.lookedAt = now
      const held = this.sources.heldServices()
      const isDue = isConfirming || now - state.wholeAt >= wholeEveryMs || [...state.leftOut].some((service) => !held.has(service))
      if (isDue || (await this.hasMoved(id, answer.target, state, signal))) await this.look(member, answer.target, state, now, signal)
    } finally {
      state.inFlight = false
    }
  }

  /** Envoy's readouts tell only whether its admin layer holds anything, so its values are read too. */
  private async hasMoved(id: string, target: Target, state: Watched, signal: AbortSignal): Promise<boolean> {
    if (this.heldKeys(id).join() !== state.held) return true
    const readouts = await this.ctx.reader.readReadouts(target, signal)
    if (!readouts.ok) return false
    if (readouts.value !== state.readouts) return true
    const overrides = await this.ctx.reader.readOverrides(target, signal)
    return overrides.ok && textOf(overrides.value) !== state.overrides
  }

  private heldKeys(proxyId: string): string[] {
    return [...(this.ctx.controlPlane.heldKeys?.(proxyId) ?? []), ...(this.sources.heldKeys?.(proxyId) ?? [])].sort()
  }

  private async look(member: FleetMember, target: Target, state: Watched, now: Millis, signal: AbortSignal): Promise<void> {
    const before = this.sources.desired()
    const heldBefore = this.sources.heldServices()
    const reading = await this.read(member, target, signal)
    const leftOut = new Set([...heldBefore, ...this.sources.heldServices()])
    const desired = this.sources.desired()
    // What moved while it was read is looked at again.
    if (!reading || !desired || before !== desired) {
      state.confirmAt = now + confirmAfterMs
      return
    }
    const lock = await this.ctx.store.steer.faults.lock()
    const held = this.heldKeys(member.identity.id)
    const ownKeys = lock?.locked ? [redButtonKey, ...held] : held
    const { policies, canaries = [], faults } = desired
    const routes = reading.drift.routes && new Map([...reading.drift.routes].filter(([service]) => !leftOut.has(service)))
    const found = findDrift({ ...reading.drift, routes }, { policies, canaries, faultIds: faults.map(({ id }) => id), ownKeys })
    const isFound = (id: string): boolean => found.some((other) => other.id === id)
    const known = (await this.ctx.store.steer.drift.list()).filter(({ proxyId }) => proxyId === member.identity.id)
    const isSure = (id: string): boolean => state.suspects.has(id) || known.some((other) => other.id === id)
    const sure = found.filter(({ id }) => isSure(id))
    state.suspects = new Set(found.map(({ id }) => id))
    state.readouts = reading.readouts
    state.overrides = textOf(reading.drift.overrides)
    state.held = held.join()
    state.leftOut = leftOut
    state.wholeAt = now
    // Routes that could not be judged now are neither found nor gone.
    const isJudged = ({ kind, service }: Drift): boolean =>
      kind !== 'foreign_routes' || (routes !== null && service !== null && !leftOut.has(service))
    const gone = known.filter((drift) => !isFound(drift.id) && isJudged(drift))
    const isAwaited = known.some(
      (drift) => !gone.includes(drift) && this.sent.isOpen(drift) && !(isFound(drift.id) && this.sent.isRipe(drift, now)),
    )
    state.confirmAt = sure.length < found.length || isAwaited ? now + confirmAfterMs : null
    await this.save(sure, gone, now)
  }

  private async read(member: FleetMember, target: Target, signal: AbortSignal): Promise<{ drift: DriftReading; readouts: string } | null> {
    const { reader } = this.ctx
    const page = await reader.readDrift(target, signal)
    if (!page.ok) return null
    const { identity, status } = member
    const isOurs = !identity.isStatic && status.connected
    const isCurrent = isOurs && isInSync({ ...status, isStatic: false })
    const loaded = isCurrent ? await reader.readPolicies(target, signal) : null
    const routes = loaded?.ok ? loaded.value : null
    const { overrides, hasControlPlane, readouts, injecting } = page.value
    return { drift: { identity, isConnected: status.connected, overrides, hasControlPlane, injecting, routes }, readouts }
  }

  private async answerAsked(stored: readonly Drift[], now: Millis, signal: AbortSignal): Promise<void> {
    for (const drift of stored) {
      const { asked, proxyId } = drift
      const member = proxyId === null ? undefined : this.fleet.get(proxyId)
      const state = proxyId === null ? null : this.stateOf(proxyId)
      if (!asked || asked.problem !== null || !member || !state) continue
      const isSent = this.sent.isOpen(drift)
      if (isSent ? !this.sent.isUnread(drift, now) : state.confirmAt !== null) continue
      const problem = isSent ? 'it was sent; whether it is still there could not be read' : await this.overwrite(drift, member, signal)
      if (problem !== null) await this.change(drift.id, (other) => ({ ...other, asked: { ...asked, problem } }))
      else {
        this.sent.note(drift, now)
        state.confirmAt = now
      }
    }
  }

  private async overwrite(drift: Drift, member: FleetMember, signal: AbortSignal): Promise<string | null> {
    if (drift.kind === 'foreign_routes' || drift.kind === 'foreign_fault')
      return this.ctx.controlPlane.resend(member.identity.id) ? null : 'it is not connected: it cannot be sent anything'
    const answer = this.sources.targetOf(member)
    if (!answer.ok) return answer.problem?.message ?? 'it has no admin page'
    const cleared = await this.ctx.reader.clearOverride(answer.target, drift.subject, signal)
    return cleared.ok ? null : cleared.problem.message
  }

  private async storePolicies(desired: Desired, stored: readonly Drift[], now: Millis): Promise<void> {
    const identities = this.fleet.identities().filter((identity) => identity.kind === 'envoy' && !identity.isStatic)
    const edited = identities.length === 0 ? [] : desired.policies.filter(({ revision }) => revision > 1)
    const found = edited
      .filter(({ policy }) => this.ctx.controlPlane.consumers(desired, policy.service, identities).length === 0)
      .map(({ policy, revision }) => unusedPolicy(policy.service, revision))
    const known = stored.filter(({ kind }) => kind === 'unused_policy')
    const fresh = found.filter(({ id, sentence }) => !known.some((other) => other.id === id && other.sentence === sentence))
    const gone = known.filter(({ id }) => !found.some((other) => other.id === id))
    if (fresh.length + gone.length > 0) await this.save(fresh, gone, now)
  }

  private save(found: readonly FoundDrift[], gone: readonly Drift[], now: Millis): Promise<void> {
    if (found.length + gone.length === 0) return Promise.resolve()
    return this.ctx.store.steer.transaction(async (tx) => {
      for (const { id } of gone) await tx.drift.remove(id)
      for (const drift of found) {
        const known = await tx.drift.get(drift.id)
        await tx.drift.put({
          ...drift,
          since: known?.since ?? now,
          seenAt: now,
          ignored: known?.ignored ?? null,
          asked: known ? this.askedNow(known, now) : null,
        })
      }
    })
  }

  /** Found again: did what was sent not help? */
  private askedNow(drift: Drift, now: Millis): Drift['asked'] {
    const { asked } = drift
    return asked && this.sent.isRipe(drift, now) ? { ...asked, problem: 'it was sent, and is still found' } : asked
  }

  private change(id: string, change: (drift: Drift) => Drift): Promise<void> {
    return this.ctx.store.steer.transaction(async (tx) => {
      const drift = await tx.drift.get(id)
      if (drift) await tx.drift.put(change(drift))
    })
  }

  private stateOf(id: string): Watched {
    const known = this.watched.get(id)
    if (known) return known
    const state: Watched = {
      readouts: '',
      overrides: '',
      held: '',
      leftOut: new Set(),
      lookedAt: 0,
      wholeAt: 0,
      confirmAt: null,
      suspects: new Set(),
      inFlight: false,
    }
    this.watched.set(id, state)
    return state
  }
}

const textOf = (overrides: ReadonlyMap<string, string>): string => JSON.stringify([...overrides].sort())

/** Its policy was edited since: what is shown is the difference to an edit that stands no more. */
const isOutdated = ({ kind, service, policyRevision }: Drift, { policies }: Desired): boolean =>
  kind === 'foreign_routes' && policies.some(({ policy, revision }) => policy.service === service && revision !== policyRevision)
