import type { CanaryState } from '@/lib/canary/canary-state'
import type { Tick } from '@/lib/canary/tick'
import type { Millis } from '@/lib/mesh/names'
import { isAnswering } from '@/lib/mesh/proxy-state'
import type { ProxyWindow } from '@/lib/mesh/window'
import { CanaryTicks } from './canary-ticks'
import type { FleetMember } from './fleet'

/** What is counted of every open canary, by its id. A tick counts once, so one whose step could not be saved is offered again until it is. */
export class CanaryCounts {
  private readonly ticks = new Map<string, CanaryTicks>()
  private readonly unsaved = new Map<string, readonly Tick[]>()
  private readonly scrapeIntervalMs: number

  constructor(scrapeIntervalMs: number) {
    this.scrapeIntervalMs = scrapeIntervalMs
  }

  add(window: ProxyWindow): void {
    for (const ticks of this.ticks.values()) ticks.add(window)
  }

  /** Begins what is new and forgets what is over; what is known already goes on as it was begun. */
  watch(open: readonly CanaryState[], now: Millis): void {
    const ids = new Set(open.map(({ plan }) => plan.id))
    for (const list of [this.ticks, this.unsaved]) for (const id of list.keys()) if (!ids.has(id)) list.delete(id)
    for (const state of open)
      if (!this.ticks.has(state.plan.id)) this.ticks.set(state.plan.id, new CanaryTicks(state, this.scrapeIntervalMs, now))
  }

  /** Every closed tick that is not stored yet, the one that ends now among them; none of a draft, which counts nothing. */
  close({ plan, phase, inForceSince, traffic }: CanaryState, callers: readonly FleetMember[], now: Millis): readonly Tick[] {
    const ticks = this.ticks.get(plan.id)
    if (!ticks) return []
    if (phase.name === 'draft') {
      ticks.skipTo(now)
      return []
    }
    const idsOf = (list: readonly FleetMember[]): string[] => list.map(({ identity }) => identity.id)
    const answering = idsOf(callers.filter(({ status }) => isAnswering(status)))
    const tick = ticks.close({ now, answering, callers: idsOf(callers) }, inForceSince, traffic.kind === 'mirror')
    const closed = [...(this.unsaved.get(plan.id) ?? []), ...(tick ? [tick] : [])]
    this.unsaved.set(plan.id, closed)
    return closed
  }

  hasUnsaved(canaryId: string): boolean {
    return this.unsaved.has(canaryId)
  }

  saved(canaryId: string): void {
    this.unsaved.delete(canaryId)
  }

  /** Requests of one proxy since then. */
  totalsOf(canaryId: string, proxyId: string, since: Millis | null): { canary: number; baseline: number } {
    return this.ticks.get(canaryId)?.totalsOf(proxyId, since) ?? { canary: 0, baseline: 0 }
  }
}
