import type { Fault } from '@/lib/mesh/fault'
import type { EdgeKey, ProxyWindow } from '@/lib/mesh/window'
import type { InjectionWindow } from './fault-observation'

/** Does this series count traffic the fault may touch? The match (path, headers) is not seen in counters, so it is not looked at. */
export function isInScope(fault: Pick<Fault, 'service' | 'version' | 'caller'>, key: EdgeKey): boolean {
  if (key.side !== 'client' || key.level !== 'edge' || key.mirror || key.target.service !== fault.service) return false
  return (
    (fault.version === undefined || key.target.version === fault.version) &&
    (fault.caller === undefined || key.source.service === fault.caller)
  )
}

/**
 * One proxy's injections in the fault's scope, and the requests that came that way: finals and aborts together, as an aborted request reaches no destination.
 * Only the kinds the fault has are counted: a delay is not credited to an abort beside it. Two faults of one kind on one edge cannot be told apart by counters:
 * each is given all of that edge.
 */
export function countInjections(
  fault: Pick<Fault, 'service' | 'version' | 'caller' | 'abort' | 'delay'>,
  window: ProxyWindow,
): InjectionWindow & { requests: number } {
  const counted = { from: window.from, to: window.to, aborts: 0, delays: 0, requests: 0 }
  for (const { key, counts } of window.edges) {
    if (!isInScope(fault, key)) continue
    if (fault.abort) counted.aborts += counts.abortsInjected
    if (fault.delay) counted.delays += counts.delaysInjected
    counted.requests += counts.requests + counts.abortsInjected
  }
  return counted
}
