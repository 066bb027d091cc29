import { doFaultsOverlap } from '@/lib/faults/check-fault'
import { countInjections } from '@/lib/faults/count-injections'
import type { Fault } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyWindow } from '@/lib/mesh/window'

export type Totals = { aborts: number; delays: number; share: { requests: number; aborts: number; delays: number } }
type Seen = { fault: Fault; until: Millis }

const keptMs = 60_000

/** Injections of every active fault since it began. A window across its beginning counts only where no other fault can have injected in it. */
export class InjectionTotals {
  private active: readonly Fault[] = []
  private readonly seen = new Map<string, Seen>()
  private readonly totals = new Map<string, Totals>()

  /** Which faults are active now; totals of others are forgotten. */
  watch(active: readonly Fault[], now: Millis): void {
    this.active = active
    for (const fault of active) this.seen.set(fault.id, { fault, until: now })
    for (const [id, { until }] of this.seen) if (until < now - keptMs) this.seen.delete(id)
    for (const id of this.totals.keys()) if (!active.some((fault) => fault.id === id)) this.totals.delete(id)
  }

  add(window: ProxyWindow): void {
    for (const fault of this.active) {
      if (window.to <= fault.at || (window.from < fault.at && this.isShared(fault, window))) continue
      const counted = countInjections(fault, window)
      const { aborts, delays, share } = this.of(fault)
      const isInside = isInForceDuring(fault, window)
      this.totals.set(fault.id, {
        aborts: aborts + counted.aborts,
        delays: delays + counted.delays,
        share: isInside
          ? { requests: share.requests + counted.requests, aborts: share.aborts + counted.aborts, delays: share.delays + counted.delays }
          : share,
      })
    }
  }

  of(fault: Fault): Totals {
    const { aborts, delays, share } = fault.injected
    return this.totals.get(fault.id) ?? { aborts, delays, share: share ?? { requests: 0, aborts: 0, delays: 0 } }
  }

  private isShared(fault: Fault, window: ProxyWindow): boolean {
    return [...this.seen.values()].some(
      ({ fault: other, until }) => other.id !== fault.id && until > window.from && other.at < window.to && doFaultsOverlap(fault, other),
    )
  }
}

/** Loaded on every proxy before the window began, and asked to end after it was over. */
const isInForceDuring = ({ evidence, stopping, endsAt }: Fault, { from, to }: ProxyWindow): boolean =>
  evidence.length > 0 &&
  evidence.every(({ at }) => at.loaded !== undefined && at.loaded <= from) &&
  to <= Math.min(stopping?.at ?? endsAt, endsAt)
