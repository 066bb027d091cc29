import { countInjections } from '@/lib/faults/count-injections'
import type { FaultReadBack, ProxyObservation } from '@/lib/faults/fault-observation'
import { type FaultEffect, stepFault } from '@/lib/faults/step-fault'
import type { Fault } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import type { Reading } from '@/lib/mesh/reading'
import type { ProxyWindow } from '@/lib/mesh/window'
import type { LoadedFault } from '@/lib/proxies/proxy-reader'
import { leasable } from './desired-state'
import type { Fleet, FleetMember } from './fleet'
import type { RecentWindows } from './recent-windows'
import type { Reconciler } from './reconciler'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

type FaultReading = Reading<Map<string, LoadedFault>> | string
export type FaultSources = { reconciler: Reconciler; recent: RecentWindows; targetOf(member: FleetMember): TargetAnswer }

const readBackEveryMs = 5_000
/** Away longer than this, leased values may have ended in some proxies: then all are ended (contract: they stay if Outrider is back within 10 s). */
const longestAbsenceMs = 10_000

/** Steps every active fault: leases its values, observes its proxies, takes it out when its time is over, and says ended only when that is proved. */
export class FaultLoop {
  private active: Fault[] = []
  private readonly totals = new Map<string, { aborts: number; delays: number }>()
  private readonly lastRead = new Map<string, { reading: FaultReading; at: Millis }>()
  private renewedAt: Millis
  private readonly ctx: RuntimeContext
  private readonly fleet: Fleet
  private readonly sources: FaultSources

  /** lastAliveAt: the heartbeat of the run before this one, 0 when there was none. */
  constructor(ctx: RuntimeContext, fleet: Fleet, sources: FaultSources, lastAliveAt: Millis) {
    this.ctx = ctx
    this.fleet = fleet
    this.sources = sources
    this.renewedAt = ctx.now() - lastAliveAt > longestAbsenceMs ? 0 : lastAliveAt
  }

  /** Before the first answer to any proxy: what ended while nobody renewed it must not come back. */
  async expireAtStart(now: Millis): Promise<void> {
    for (const fault of await this.ctx.store.steer.faults.list({ active: true, limit: 1000 })) await this.step(fault, now)
    this.renewedAt = now
  }

  onWindow(window: ProxyWindow): void {
    this.sources.recent.add(window)
    for (const fault of this.active) {
      if (window.to <= fault.at) continue
      const counted = countInjections(fault, window)
      const total = this.totals.get(fault.id) ?? { aborts: fault.injected.aborts, delays: fault.injected.delays }
      this.totals.set(fault.id, { aborts: total.aborts + counted.aborts, delays: total.delays + counted.delays })
    }
  }

  async round(now: Millis, signal: AbortSignal): Promise<void> {
    this.active = await this.ctx.store.steer.faults.list({ active: true, limit: 1000 })
    this.ctx.controlPlane.lease(leasable(this.active, now))
    if (this.active.length > 0) await this.readBack(now, signal)
    let hasMoved = false
    for (const fault of this.active) hasMoved = (await this.step(fault, this.ctx.now())) || hasMoved
    this.renewedAt = now
    if (hasMoved) await this.sources.reconciler.reconcile()
    for (const id of this.totals.keys()) if (!this.active.some((fault) => fault.id === id)) this.totals.delete(id)
  }

  /** Answers whether the fault's state moved. A stop that somebody asked for meanwhile is not overwritten: the next round takes it up. */
  private async step(fault: Fault, now: Millis): Promise<boolean> {
    const { fault: next, effects } = stepFault(fault, this.observe(fault), now)
    if (JSON.stringify(next) === JSON.stringify(fault)) return false
    const isSaved = await this.ctx.store.steer.transaction(async (tx) => {
      const stored = await tx.faults.get(fault.id)
      if (!stored || JSON.stringify(stored.stopping) !== JSON.stringify(fault.stopping)) return false
      await tx.faults.update(next)
      for (const effect of effects) if (effect.kind === 'record') await tx.audit.append(toAudit(next, effect, now))
      return true
    })
    return isSaved && next.state !== fault.state
  }

  private observe(fault: Fault): Parameters<typeof stepFault>[1] {
    const members = this.consumersOf(fault)
    const ids = members.map((member) => member.identity.id)
    return {
      proxies: members.map((member) => this.observeProxy(fault, member)),
      renewedAt: this.renewedAt,
      requestsPerSecond: this.sources.recent.requestsPerSecond(fault, ids),
      totals: this.totals.get(fault.id) ?? { aborts: fault.injected.aborts, delays: fault.injected.delays },
      guards: (fault.guards ?? []).map((guard) => this.sources.recent.guardWindows(guard.service)),
    }
  }

  private observeProxy(fault: Fault, { identity, status }: FleetMember): ProxyObservation {
    const last = this.lastRead.get(identity.id)
    const refused = status.sync.find((type) => type.status === 'NACKED')
    return {
      proxyId: identity.id,
      connected: status.connected,
      syncedRevision: status.syncedRevision,
      refusal: refused ? `${refused.type}: ${refused.error ?? 'refused without a word'}` : null,
      loaded:
        last && typeof last.reading !== 'string' && last.reading.ok ? toReadBack(last.reading.value.get(fault.id), last.reading.at) : null,
      readProblem: last ? toProblem(last.reading) : null,
      windows: this.sources.recent.injections(fault, identity.id),
    }
  }

  private consumersOf(fault: Fault): FleetMember[] {
    const desired = this.sources.reconciler.desired()
    if (!desired) return []
    return this.ctx.controlPlane
      .consumers(desired, fault.service, this.fleet.identities())
      .flatMap(({ id }) => this.fleet.get(id) ?? [])
      .filter((member) => fault.caller === undefined || member.identity.service === fault.caller)
  }

  private async readBack(now: Millis, signal: AbortSignal): Promise<void> {
    const moving = this.active.filter((fault) => fault.state !== 'injecting' && fault.state !== 'not_injecting')
    const urgent = new Set(moving.flatMap((fault) => this.consumersOf(fault).map((member) => member.identity.id)))
    const all = new Map(this.active.flatMap((fault) => this.consumersOf(fault).map((member) => [member.identity.id, member] as const)))
    const due = [...all.values()].filter(
      ({ identity: { id } }) => urgent.has(id) || now - (this.lastRead.get(id)?.at ?? 0) >= readBackEveryMs,
    )
    await Promise.all(
      due.map(async (member) => this.lastRead.set(member.identity.id, { reading: await this.read(member, signal), at: now })),
    )
  }

  private async read(member: FleetMember, signal: AbortSignal): Promise<FaultReading> {
    const answer = this.sources.targetOf(member)
    if (!answer.ok) return answer.problem?.message ?? 'it has no admin page to read back from'
    return this.ctx.reader.readFaults(answer.target, signal)
  }
}

/** Nothing found is a finding: neither gate nor value. */
const toReadBack = (found: LoadedFault | undefined, at: Millis): FaultReadBack =>
  found
    ? { at, hasGate: found.hasGate, abortPercent: found.abortPercent, delayPercent: found.delayPercent }
    : { at, hasGate: false, abortPercent: null, delayPercent: null }

const toProblem = (reading: FaultReading): string | null =>
  typeof reading === 'string' ? reading : reading.ok ? null : reading.problem.message

const toAudit = (fault: Fault, effect: Extract<FaultEffect, { kind: 'record' }>, now: Millis) => ({
  at: now,
  actor: fault.stopping?.actor ?? 'runtime',
  action: `fault:${effect.state}`,
  subject: fault.id,
  reason: effect.text,
  outcome: fault.outcome ?? effect.state,
})
