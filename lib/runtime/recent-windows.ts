import { findReach, type Reach } from '@/lib/faults/count-guard'
import { countInjections } from '@/lib/faults/count-injections'
import type { InjectionWindow } from '@/lib/faults/fault-observation'
import type { FaultSpec } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyWindow } from '@/lib/mesh/window'

const keptMs = 60_000
type Scope = Pick<FaultSpec, 'service' | 'version' | 'caller' | 'abort' | 'delay'>

/** The windows of the last minute, in memory, for loops that judge the present. */
export class RecentWindows {
  private readonly byProxy = new Map<string, ProxyWindow[]>()
  private readonly slotMs: number
  private sweptAt: Millis = 0

  /** slotMs: windows that end within one slot are taken as one scrape of the whole mesh. */
  constructor(slotMs: number) {
    this.slotMs = slotMs
  }

  add(window: ProxyWindow): void {
    const kept = (this.byProxy.get(window.proxyId) ?? []).filter((other) => other.to > window.to - keptMs)
    this.byProxy.set(window.proxyId, [...kept, window])
    if (window.to - this.sweptAt >= this.slotMs) this.forgetUnread(window.to)
  }

  private forgetUnread(now: Millis): void {
    this.sweptAt = now
    for (const [id, windows] of this.byProxy) if (windows.every((window) => window.to <= now - keptMs)) this.byProxy.delete(id)
  }

  injections(scope: Scope, proxyId: string): InjectionWindow[] {
    return (this.byProxy.get(proxyId) ?? []).map((window) => countInjections(scope, window))
  }

  /** Requests per second in the scope over the windows at hand, aborted ones included; null when none of these proxies was read. */
  requestsPerSecond(scope: Scope, proxyIds: readonly string[]): number | null {
    let rate: number | null = null
    for (const id of proxyIds) {
      const windows = this.byProxy.get(id) ?? []
      const coveredMs = windows.reduce((sum, window) => sum + window.to - window.from, 0)
      if (coveredMs <= 0) continue
      const requests = windows.reduce((sum, window) => sum + countInjections(scope, window).requests, 0)
      rate = (rate ?? 0) + (requests * 1000) / coveredMs
    }
    return rate
  }

  /** Which versions the fault may reach, by who called whom in the last minute. */
  reachOf(fault: Pick<FaultSpec, 'service' | 'version' | 'caller'>): Reach {
    const calls = [...this.byProxy.values()].flatMap((windows) => windows.flatMap((window) => window.edges))
    return findReach(
      fault,
      calls.filter(({ counts }) => counts.requests + counts.abortsInjected > 0).map(({ key }) => key),
    )
  }
}
