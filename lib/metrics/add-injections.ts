import type { ServiceName } from '@/lib/mesh/names'
import type { EdgeWindow, ProxyWindow } from '@/lib/mesh/window'
import { countBetween, emptyCounts, emptyGauges } from './edge-counts'
import type { Sweep } from './sweep'

export type InjectedCalls = { service: ServiceName; version: string | null }

/**
 * The window with the injections that a proxy counts per listener only, on the calls they are of. Where those are of several versions and nothing tells of which,
 * they stand in a row without a version: never shared out. What the sweeps do not tell, or nobody knows the calls of, is left out.
 */
export function addInjections(
  window: ProxyWindow,
  sweeps: { previous: Sweep; current: Sweep },
  callsOf: (counter: string) => InjectedCalls | null,
): ProxyWindow {
  const before = new Map(sweeps.previous.listeners.map((listener) => [`${listener.kind} ${listener.prefix}`, listener.counters]))
  const edges = [...window.edges]
  for (const { kind, prefix, counters } of sweeps.current.listeners) {
    const former = before.get(`${kind} ${prefix}`)
    const aborts = countBetween('abortsInjected', counters, former)
    const delays = countBetween('delaysInjected', counters, former)
    const calls = aborts + delays > 0 ? callsOf(prefix) : null
    if (!calls) continue
    const isTheirs = ({ key }: EdgeWindow): boolean =>
      key.side === 'client' && key.level === 'edge' && !key.mirror && key.target.service === calls.service
    const rows = edges.filter(isTheirs)
    const exact =
      calls.version === null ? (rows.length === 1 ? rows[0] : undefined) : rows.find(({ key }) => key.target.version === calls.version)
    const like = exact ?? rows[0]
    // Nothing was ever sent there: then there is no row that says what kind of calls they are.
    if (!like) continue
    const counts = { ...(exact?.counts ?? emptyCounts()) }
    counts.abortsInjected += aborts
    counts.delaysInjected += delays
    if (exact) edges[edges.indexOf(exact)] = { ...exact, counts }
    else {
      const key = { ...like.key, target: { ...like.key.target, version: calls.version, instance: null } }
      edges.push({ key, counts, gauges: emptyGauges(), latency: [] })
    }
  }
  return { ...window, edges }
}
