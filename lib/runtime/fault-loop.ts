import type { ControlPlane, Desired, LeaseLoss } from '@/lib/control-plane/control-plane'
import { isCountedTo, isInForce, isInjecting } from '@/lib/faults/fault-evidence'
import type { CleanRead, FaultObservation, FaultReadBack as Found, ProxyObservation } from '@/lib/faults/fault-observation'
import { type FaultEffect, leaseTtlMs, stepFault, unrenewedMs } from '@/lib/faults/step-fault'
import type { Evidence } from '@/lib/mesh/change'
import type { Fault } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyWindow } from '@/lib/mesh/window'
import type { LoadedFault, ProxyReader } from '@/lib/proxies/proxy-reader'
import { leasable } from './desired-state'
import { FaultReadBack, type FaultReading, type LastRead } from './fault-read-back'
import { FilterTotals } from './filter-totals'
import type { Fleet, FleetMember } from './fleet'
import { GuardTally } from './guard-tally'
import { InjectionTotals } from './injection-totals'
import type { RecentWindows } from './recent-windows'
import type { Reconciler } from './reconciler'
import { judgeRefusal } from './refusal'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

type FaultLoopContext = Pick<RuntimeContext, 'store' | 'log' | 'now'> & {
  controlPlane: Pick<ControlPlane, 'lease' | 'consumers'>
  reader: Pick<ProxyReader, 'readFaults' | 'readInjections'>
}
export type FaultSources = {
  reconciler: Pick<Reconciler, 'desired' | 'reconcile'>
  recent: RecentWindows
  targetOf(member: FleetMember): TargetAnswer
  /** Leases are renewed only while the store is well: else nothing here says they are. */
  isStoreAlive(): boolean
  /** Asks for a sweep of this proxy before its turn: what it injected last is not counted yet. */
  readSoon(proxyId: string): void
  /** A read-back came in: the next round is worth having at once. */
  onRead(): void
}

/** Away longer than this, leased values may have ended in some proxies: then all are ended (contract: they stay if Outrider is back within 10 s). */
const longestAbsenceMs = 10_000
/** Of these types a fault is made: its gate in the routes, its percentages in the layer. */
const faultTypes = ['RDS', 'RTDS'] as const
/** The heartbeat is at most this much older than the last moment of the run that wrote it. */
const heartbeatMs = 2_000

/** Steps every active fault: leases its values, observes its proxies, takes it out when its time is over, and says ended only when that is proved. */
export class FaultLoop {
  private readonly totals = new InjectionTotals()
  private readonly filters = new FilterTotals()
  private readonly guards: GuardTally
  private active: readonly Fault[] = []
  private readonly readBack: FaultReadBack
  private renewedAt: Millis
  private watchedSince: Millis
  /** Whose values ended in the proxies although this loop ran, and how long nobody renewed them. */
  private readonly lost = new Map<string, Millis>()
  private readonly lastAliveAt: Millis
  private readonly ctx: FaultLoopContext
  private readonly fleet: Fleet
  private readonly sources: FaultSources

  /** lastAliveAt: the heartbeat of the run before this one, 0 when there was none. */
  constructor(ctx: FaultLoopContext, fleet: Fleet, sources: FaultSources, lastAliveAt: Millis) {
    this.ctx = ctx
    this.fleet = fleet
    this.sources = sources
    this.lastAliveAt = lastAliveAt
    this.renewedAt = lastAliveAt
    this.watchedSince = ctx.now()
    this.readBack = new FaultReadBack(ctx, sources)
    this.guards = new GuardTally((fault) => sources.recent.reachOf(fault))
  }

  /** Before the first answer to any proxy: what ended while nobody renewed it must not come back. All others are left as they are until proxies are seen. */
  async expireAtStart(now: Millis): Promise<void> {
    this.watchedSince = now
    const absenceMs = now - this.lastAliveAt
    for (const fault of await this.activeFaults()) {
      const hasLapsed = absenceMs > longestAbsenceMs && fault.at <= this.lastAliveAt + heartbeatMs
      const isOver = fault.stopping !== null || now >= fault.endsAt || unrenewedMs(fault, this.renewedAt, now) > leaseTtlMs
      if (fault.state !== 'removing' && (hasLapsed || isOver)) await this.step(fault, now, hasLapsed ? absenceMs : null)
    }
    this.renewedAt = now
  }

  onLeaseLost({ faults, unrenewedMs }: LeaseLoss): void {
    for (const id of faults) this.lost.set(id, unrenewedMs)
  }

  onWindow(window: ProxyWindow): void {
    this.sources.recent.add(window)
    this.totals.add(window)
    this.guards.add(window)
  }

  /** Ends and guards are judged with what is known; reading back goes on beside it. */
  async round(now: Millis, signal: AbortSignal): Promise<void> {
    const active = await this.activeFaults()
    this.totals.watch(active, now)
    this.guards.watch(active)
    this.filters.keepOnly(active)
    this.active = active
    for (const id of this.lost.keys()) if (!active.some((fault) => fault.id === id)) this.lost.delete(id)
    this.ctx.controlPlane.lease(leasable(active, now).filter((fault) => unrenewedMs(fault, this.renewedAt, now) <= leaseTtlMs))
    let hasMoved = false
    for (const fault of active) hasMoved = (await this.step(fault, this.ctx.now(), this.lost.get(fault.id) ?? null)) || hasMoved
    if (this.sources.isStoreAlive()) this.renewedAt = now
    this.startReadBack(active, signal)
    if (hasMoved) await this.sources.reconciler.reconcile()
  }

  private activeFaults(): Promise<Fault[]> {
    return this.ctx.store.steer.faults.list({ active: true, limit: 1000 })
  }

  /** Answers whether the fault's state moved. A stop that somebody asked for meanwhile is not overwritten: the next round takes it up. */
  private async step(fault: Fault, now: Millis, lapsedMs: number | null = null): Promise<boolean> {
    const observation = this.observe(fault, lapsedMs)
    const { fault: next, effects } = stepFault(fault, observation, now)
    if (next.state === 'removing')
      for (const proxy of observation.proxies) if (lacksLastCount(proxy, next.stopping?.at ?? now)) this.sources.readSoon(proxy.proxyId)
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

  private observe(fault: Fault, lapsedMs: number | null): FaultObservation {
    const consumers = this.consumersOf(fault)
    const ids = consumers.map(({ id }) => id)
    return {
      proxies: consumers.map(({ id, member }) => this.observeProxy(fault, id, member)),
      renewedAt: this.renewedAt,
      lapsedMs,
      watchedSince: this.watchedSince,
      requestsPerSecond: this.sources.recent.requestsPerSecond(fault, ids),
      totals: { ...this.totals.of(fault), ...this.filters.of(fault, this.active) },
      guards: this.guards.of(fault),
    }
  }

  private observeProxy(fault: Fault, proxyId: string, member: FleetMember | undefined): ProxyObservation {
    const last = this.readBack.lastOf(proxyId)
    for (const { injections, at } of this.readBack.readsOf(proxyId)) if (injections) this.filters.add(fault, proxyId, injections, at)
    const loaded =
      last && typeof last.reading !== 'string' && last.reading.ok ? toReadBack(last.reading.value.get(fault.id), last.at) : null
    const known: Pick<ProxyObservation, 'syncedRevision' | 'refusal'> = {
      syncedRevision: member?.status.syncedRevision ?? 0,
      refusal: this.refusalOf(fault, member),
    }
    const row = fault.evidence.find((one) => one.proxyId === proxyId)
    if (hasTaken(fault, row, loaded, known)) this.totals.take(fault.id, proxyId)
    const cleanReads = this.readBack.readsOf(proxyId).flatMap((read) => toCleanRead(fault, read))
    const clean = fault.stopping ? cleanReads.find(({ at }) => at > (fault.stopping?.at ?? at)) : undefined
    if (clean) this.totals.gone(fault.id, proxyId, clean.at)
    return {
      proxyId,
      connected: member?.status.connected ?? false,
      ...known,
      loaded,
      readProblem: last ? toProblem(last.reading) : null,
      cleanReads,
      hasTaken: this.totals.hasTaken(fault.id, proxyId),
      readTo: this.totals.readToOf(proxyId),
      windows: this.sources.recent.injections(fault, proxyId),
      hasLimited: this.filters.hasLimited(fault.id, proxyId),
      isLimitShared: this.filters.isShared(fault, proxyId, this.active),
      hasOwnClock: member?.identity.isStatic !== true,
    }
  }

  private refusalOf(fault: Fault, member: FleetMember | undefined): string | null {
    if (!member) return null
    const services = this.sources.reconciler.desired()?.mesh.services.map(({ name }) => name) ?? []
    return judgeRefusal(member.status.sync, faultTypes, fault.at, { service: fault.service, services, faultId: fault.id }).rejects
  }

  /** Before anything is published, they are the proxies its evidence names. */
  private consumersOf(fault: Fault): { id: string; member: FleetMember | undefined }[] {
    const desired = this.sources.reconciler.desired()
    if (!desired) return fault.evidence.map(({ proxyId }) => ({ id: proxyId, member: this.fleet.get(proxyId) }))
    return this.membersOf(fault, desired).map((member) => ({ id: member.identity.id, member }))
  }

  private membersOf(fault: Fault, desired: Desired): FleetMember[] {
    return this.ctx.controlPlane
      .consumers(desired, fault.service, this.fleet.identities(), fault)
      .flatMap(({ id }) => this.fleet.get(id) ?? [])
      .filter((member) => fault.caller === undefined || member.identity.service === fault.caller)
  }

  private startReadBack(active: readonly Fault[], signal: AbortSignal): void {
    const desired = this.sources.reconciler.desired()
    if (!desired) return
    const members = new Map<string, FleetMember>()
    const urgent = new Set<string>()
    for (const fault of active)
      for (const member of this.membersOf(fault, desired)) {
        members.set(member.identity.id, member)
        if (fault.state !== 'injecting' && fault.state !== 'not_injecting') urgent.add(member.identity.id)
      }
    this.readBack.keepOnly(new Set(members.keys()))
    this.readBack.start([...members.values()], urgent, signal)
  }
}

/** Does this proxy run the fault, or did it? A later refusal takes nothing back. */
function hasTaken(
  fault: Fault,
  row: Evidence | undefined,
  loaded: Found | null,
  { syncedRevision, refusal }: Pick<ProxyObservation, 'syncedRevision' | 'refusal'>,
): boolean {
  if (row?.at.loaded !== undefined || isInForce(fault, { loaded })) return true
  return refusal === null && row?.stage !== 'rejected' && (row?.at.accepted !== undefined || syncedRevision >= fault.revision)
}

/** Nothing found is a finding: neither gate nor value. */
const toReadBack = (found: LoadedFault | undefined, at: Millis): Found =>
  found
    ? {
        at,
        hasGate: found.hasGate,
        abortPercent: found.abortPercent,
        delayPercent: found.delayPercent,
        bandwidthPercent: found.bandwidthPercent,
      }
    : { at, hasGate: false, abortPercent: null, delayPercent: null, bandwidthPercent: null }

/** What was counted in the fault's scope, where the read found none of its percentages in force. */
function toCleanRead(fault: Fault, { reading, at, injections }: LastRead): CleanRead[] {
  if (typeof reading === 'string' || !reading.ok || injections === null) return []
  const found = toReadBack(reading.value.get(fault.id), at)
  if (isInjecting(found)) return []
  const own = injections.byDestination.filter(
    ({ service, version }) => service === fault.service && (fault.version === undefined || version === fault.version),
  )
  const sum = (part: 'aborts' | 'delays'): number => own.reduce((total, count) => total + count[part], 0)
  return [
    {
      at,
      aborts: fault.abort ? sum('aborts') : 0,
      delays: fault.delay ? sum('delays') : 0,
      limits: fault.bandwidth ? injections.limits : 0,
    },
  ]
}

function lacksLastCount(proxy: ProxyObservation, since: Millis): boolean {
  const first = proxy.cleanReads.find((read) => read.at > since)
  return first !== undefined && !isCountedTo(proxy, first.at)
}

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
