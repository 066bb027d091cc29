import { countGuard, type Reach } from '@/lib/faults/count-guard'
import { addGuardTick, startGuardEvidence } from '@/lib/faults/guard-evidence'
import type { Fault, GuardEvidence } from '@/lib/mesh/fault'
import type { ProxyWindow } from '@/lib/mesh/window'

type Watched = { fault: Fault; reach: Reach; evidence: GuardEvidence[] }

/** Evidence of the guards of every running fault, window by window; goes on from what is stored. */
export class GuardTally {
  private watched: readonly Watched[] = []
  private readonly reachOf: (fault: Fault) => Reach

  constructor(reachOf: (fault: Fault) => Reach) {
    this.reachOf = reachOf
  }

  /** Which faults run now; the others are forgotten. Whom a fault may reach is asked anew each time. */
  watch(active: readonly Fault[]): void {
    this.watched = active
      .filter((fault) => (fault.guards ?? []).length > 0 && fault.stopping === null && fault.state !== 'removing')
      .map((fault) => ({ fault, reach: this.reachOf(fault), evidence: this.of(fault) }))
  }

  /** A window that began before the fault holds requests from before it, so it is not counted. */
  add(window: ProxyWindow): void {
    for (const { fault, reach, evidence } of this.watched) {
      if (window.from < fault.at) continue
      for (const [index, guard] of (fault.guards ?? []).entries()) {
        const known = evidence[index]
        if (known) evidence[index] = addGuardTick(known, countGuard(fault, guard, reach, window), guard, fault)
      }
    }
  }

  of(fault: Fault): GuardEvidence[] {
    const known = this.watched.find((each) => each.fault.id === fault.id)
    return known ? [...known.evidence] : (fault.guards ?? []).map((_, index) => fault.guardEvidence?.[index] ?? startGuardEvidence())
  }
}
