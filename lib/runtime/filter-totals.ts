import type { Fault } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import { counterDelta } from '@/lib/metrics/counter-delta'
import type { InjectionCounts } from '@/lib/proxies/proxy-reader'

type Counted = Pick<InjectionCounts, 'limits' | 'overflows'>
type Known = Counted & { at: Millis; limitsPerSecond: number }
export type FilterTotal = { limits?: number | undefined; limitsPerSecond?: number | undefined; overflows: number }

/**
 * What only whole proxies count: answers slowed, and faults left out because too many requests were held. A fault gets what its proxies counted since it was
 * first seen on each; slowed answers only where it is alone with a bandwidth there.
 */
export class FilterTotals {
  private readonly byFault = new Map<string, { proxies: Map<string, Known>; total: Counted }>()

  /** Of others than these active faults nothing is kept. */
  keepOnly(active: readonly Fault[]): void {
    for (const id of this.byFault.keys()) if (!active.some((fault) => fault.id === id)) this.byFault.delete(id)
  }

  add(fault: Fault, proxyId: string, counts: Counted, at: Millis): void {
    const own = this.byFault.get(fault.id) ?? {
      proxies: new Map<string, Known>(),
      total: { limits: fault.injected.limits ?? 0, overflows: fault.injected.overflows ?? 0 },
    }
    this.byFault.set(fault.id, own)
    const before = own.proxies.get(proxyId)
    if (before && at <= before.at) return
    const limits = before ? counterDelta(counts.limits, before.limits) : 0
    own.total.limits += limits
    own.total.overflows += before ? counterDelta(counts.overflows, before.overflows) : 0
    const seconds = before ? (at - before.at) / 1000 : 0
    own.proxies.set(proxyId, { ...counts, at, limitsPerSecond: seconds > 0 ? limits / seconds : 0 })
  }

  /** null before any of its proxies was read. */
  of(fault: Fault, active: readonly Fault[]): FilterTotal | null {
    const own = this.byFault.get(fault.id)
    if (!own) return null
    const isAlone = ![...own.proxies.keys()].some((id) => this.isShared(fault, id, active))
    const limitsPerSecond = [...own.proxies.values()].reduce((sum, known) => sum + known.limitsPerSecond, 0)
    return { overflows: own.total.overflows, ...(fault.bandwidth && isAlone && { limits: own.total.limits, limitsPerSecond }) }
  }

  /** Another bandwidth is on that proxy too. */
  isShared(fault: Fault, proxyId: string, active: readonly Fault[]): boolean {
    return active.some((other) => other.id !== fault.id && other.bandwidth && this.byFault.get(other.id)?.proxies.has(proxyId))
  }

  hasLimited(faultId: string, proxyId: string): boolean {
    return (this.byFault.get(faultId)?.proxies.get(proxyId)?.limitsPerSecond ?? 0) > 0
  }
}
