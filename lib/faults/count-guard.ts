import type { Fault, Guard, GuardCounts } from '@/lib/mesh/fault'
import type { EdgeKey, EdgeWindow, ProxyWindow } from '@/lib/mesh/window'
import { isInScope } from './count-injections'
import type { GuardTick } from './guard-evidence'

type Scope = Pick<Fault, 'service' | 'version' | 'caller'>
/** Versions (`shop/reviews@v2`) whose answers may depend on a request in the fault's scope, by who calls whom. */
export type Reach = ReadonlySet<string>

/** calls: client edges that carried requests lately. What calls nobody is in no one's way. Cost: edges × depth of the call graph. */
export function findReach(fault: Scope, calls: Iterable<EdgeKey>): Reach {
  const edges = [...calls].filter((key) => key.side === 'client' && key.level === 'edge' && !key.mirror)
  const reach = new Set(edges.filter((key) => isInScope(fault, key)).map((key) => nameOf(key.source)))
  for (let before = -1; before < reach.size; ) {
    before = reach.size
    for (const key of edges) if (reach.has(nameOf(key.target))) reach.add(nameOf(key.source))
  }
  return reach
}

/**
 * What callers of the guarded service saw in this window; a gateway, which nobody calls, counts at its own listener. On the faulted edge itself the fault's own
 * aborts and delays are in no count (they never reach the destination), so a guard there sees only what the fault does not itself produce.
 */
export function countGuard(fault: Scope, guard: Guard, reach: Reach, window: ProxyWindow): GuardTick {
  const tick = { to: window.to, reached: { requests: 0, failures: 0 }, unreached: { requests: 0, failures: 0 } }
  for (const row of window.edges) {
    if (!isGuardRow(row.key, guard)) continue
    const counted = countRow(row, guard)
    const arm = isReached(fault, row.key, reach) ? tick.reached : tick.unreached
    arm.requests += counted.requests
    arm.failures += counted.failures
  }
  return tick
}

export const isGuardRow = (key: EdgeKey, { service }: Pick<Guard, 'service'>): boolean =>
  key.target.service === service &&
  key.level === 'edge' &&
  !key.mirror &&
  (key.target.kind === 'gateway' ? key.side === 'server' : key.side === 'client')

/** Requests and failures of one row, or of a sum of rows; for latency those that surely took longer than the bound, of those whose time was measured. */
export function countRow({ key, counts, latency }: Pick<EdgeWindow, 'key' | 'counts' | 'latency'>, guard: Guard): GuardCounts {
  if (guard.metric === 'errorRatio') {
    const [requests, failures] =
      key.protocol === 'grpc' && counts.grpcRequests > 0 ? [counts.grpcRequests, counts.grpcErrors] : [counts.requests, counts.errors]
    return { requests: Math.max(requests, failures), failures }
  }
  const counted = { requests: 0, failures: 0 }
  for (const [lower, , count] of latency) {
    counted.requests += count
    if (lower >= guard.above) counted.failures += count
  }
  return counted
}

const isReached = (fault: Scope, key: EdgeKey, reach: Reach): boolean =>
  key.target.service === fault.service ? isInScope(fault, key) || reach.has(nameOf(key.target)) : reach.has(nameOf(key.target))

const nameOf = ({ service, version }: EdgeKey['source']): string => `${service}@${version ?? ''}`
