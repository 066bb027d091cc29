import { doFaultsOverlap } from '@/lib/faults/check-fault'
import { countInjections } from '@/lib/faults/count-injections'
import type { Fault } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyWindow } from '@/lib/mesh/window'

type Counts = { aborts: number; delays: number; share: { requests: number; aborts: number; delays: number } }
/** sharedMs: of the fault's time, in windows that hold another fault's injections too; unreadMs: in no window of some proxy. Nothing of either is in the counts. */
export type Totals = Counts & { sharedMs: number; unreadMs: number }
type Seen = { fault: Fault; until: Millis; goneAt: Map<string, Millis> }

const keptMs = 60_000
/** As long as a fault may last, about. */
const readToKeptMs = 3_600_000

/**
 * Injections of every active fault since it began, of the proxies that took it. A window across its beginning counts only where no other fault can have injected
 * in it; what is left out, or was not read, is told as time.
 */
export class InjectionTotals {
  private active: readonly Fault[] = []
  private readonly seen = new Map<string, Seen>()
  /** By fault, then by proxy: whether a proxy takes the fault may be known only after its first window. */
  private readonly totals = new Map<string, Map<string, Totals>>()
  private readonly taken = new Map<string, Set<string>>()
  private readonly bases = new Map<string, Totals>()
  private readonly readTo = new Map<string, Millis>()
  private startedAt: Millis | null = null

  /** Which faults are active now; totals of others are forgotten. */
  watch(active: readonly Fault[], now: Millis): void {
    this.active = active
    this.startedAt ??= now
    for (const [id, to] of this.readTo) if (to < now - readToKeptMs) this.readTo.delete(id)
    for (const fault of active) {
      this.seen.set(fault.id, { fault, until: now, goneAt: this.seen.get(fault.id)?.goneAt ?? new Map() })
      if (!this.bases.has(fault.id)) this.bases.set(fault.id, toBase(fault))
    }
    for (const [id, { until }] of this.seen) if (until < now - keptMs) this.seen.delete(id)
    for (const kept of [this.totals, this.taken, this.bases])
      for (const id of kept.keys()) if (!active.some((fault) => fault.id === id)) kept.delete(id)
  }

  /** This proxy runs the fault, or did: what it injects is counted for it, also what it has injected already. */
  take(faultId: string, proxyId: string): void {
    this.taken.set(faultId, (this.taken.get(faultId) ?? new Set()).add(proxyId))
  }

  hasTaken(faultId: string, proxyId: string): boolean {
    return this.taken.get(faultId)?.has(proxyId) ?? false
  }

  /** That proxy was found without the fault then: nothing after it is of that fault. */
  gone(faultId: string, proxyId: string, at: Millis): void {
    const known = this.seen.get(faultId)
    if (known && !known.goneAt.has(proxyId)) known.goneAt.set(proxyId, at)
  }

  add(window: ProxyWindow): void {
    const readTo = this.readTo.get(window.proxyId)
    this.readTo.set(window.proxyId, window.to)
    for (const fault of this.active) {
      if (window.to <= fault.at) continue
      const before = this.totals.get(fault.id)?.get(window.proxyId) ?? none
      const unreadMs = before.unreadMs + unreadBefore(fault, window, readTo, this.startedAt ?? window.from)
      const next = this.isShared(fault, window)
        ? { ...before, sharedMs: before.sharedMs + window.to - fault.at }
        : addCounts(before, fault, window)
      const ofFault = this.totals.get(fault.id) ?? new Map<string, Totals>()
      this.totals.set(fault.id, ofFault.set(window.proxyId, { ...next, unreadMs }))
    }
  }

  /** The end of this proxy's newest window; null: it made none. */
  readToOf(proxyId: string): Millis | null {
    return this.readTo.get(proxyId) ?? null
  }

  /** Times are those of the proxy that lacks most. */
  of(fault: Fault): Totals {
    let sum = this.bases.get(fault.id) ?? toBase(fault)
    for (const [proxyId, own] of this.totals.get(fault.id) ?? []) if (this.hasTaken(fault.id, proxyId)) sum = plus(sum, own)
    return sum
  }

  /** Did another fault have a part in the window across its beginning? Not where nothing of their kind was counted. */
  private isShared(fault: Fault, window: ProxyWindow): boolean {
    if (window.from >= fault.at) return false
    const { aborts, delays } = countInjections(fault, window)
    if (aborts + delays === 0) return false
    return [...this.seen.values()].some(
      ({ fault: other, until, goneAt }) =>
        other.id !== fault.id &&
        Math.min(until, goneAt.get(window.proxyId) ?? until) > window.from &&
        other.at < window.to &&
        doFaultsOverlap(fault, other),
    )
  }
}

const none: Totals = { aborts: 0, delays: 0, share: { requests: 0, aborts: 0, delays: 0 }, sharedMs: 0, unreadMs: 0 }

/** What an earlier run counted. */
const toBase = ({ injected: { aborts, delays, share, uncounted } }: Fault): Totals => ({
  aborts,
  delays,
  share: share ?? none.share,
  sharedMs: uncounted?.sharedMs ?? 0,
  unreadMs: uncounted?.unreadMs ?? 0,
})

const plus = (a: Totals, b: Totals): Totals => ({
  aborts: a.aborts + b.aborts,
  delays: a.delays + b.delays,
  share: {
    requests: a.share.requests + b.share.requests,
    aborts: a.share.aborts + b.share.aborts,
    delays: a.share.delays + b.share.delays,
  },
  sharedMs: Math.max(a.sharedMs, b.sharedMs),
  unreadMs: Math.max(a.unreadMs, b.unreadMs),
})

function addCounts(before: Totals, fault: Fault, window: ProxyWindow): Totals {
  const { aborts, delays, requests } = countInjections(fault, window)
  const share = isInForceDuring(fault, window) ? { requests, aborts, delays } : none.share
  return plus(before, { ...none, aborts, delays, share })
}

/** Of the fault's time between the proxy's former window, or its having loaded the fault, and this one. */
function unreadBefore(fault: Fault, { proxyId, from }: ProxyWindow, readTo: Millis | undefined, startedAt: Millis): number {
  const loaded = fault.evidence.find((row) => row.proxyId === proxyId)?.at.loaded
  const since = readTo ?? Math.max(loaded ?? from, startedAt)
  return Math.max(0, Math.min(from, fault.stopping?.at ?? fault.endsAt) - Math.max(since, fault.at))
}

/** Loaded on every proxy before the window began, and asked to end after it was over. */
const isInForceDuring = ({ evidence, stopping, endsAt }: Fault, { from, to }: ProxyWindow): boolean =>
  evidence.length > 0 &&
  evidence.every(({ at }) => at.loaded !== undefined && at.loaded <= from) &&
  to <= Math.min(stopping?.at ?? endsAt, endsAt)
