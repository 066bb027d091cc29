import type { ProxyWire } from '@/lib/api/proxies'

/** Worst first: a refusal, then silence, then staleness, then anything else worth a word. */
export type ProxyTrouble = 'refused' | 'silent' | 'stale' | 'noted' | 'none'
const order: Record<ProxyTrouble, number> = { refused: 0, silent: 1, stale: 2, noted: 3, none: 4 }

/** A static target is read and never steered: being unconnected or unsynced is no trouble there. */
export function proxyTrouble(proxy: ProxyWire): ProxyTrouble {
  if (proxy.sync.some((type) => type.status === 'NACKED')) return 'refused'
  if (!proxy.answering) return 'silent'
  if (proxy.isStatic) return proxy.problems.length > 0 ? 'noted' : 'none'
  if (!proxy.connected || proxy.sync.some((type) => type.status === 'STALE') || !proxy.inSync) return 'stale'
  return proxy.problems.length > 0 ? 'noted' : 'none'
}

/** A new list, worst first, then by id; the order of equals never changes between two answers. */
export function worstFirst(proxies: readonly ProxyWire[]): ProxyWire[] {
  return [...proxies].sort((a, b) => order[proxyTrouble(a)] - order[proxyTrouble(b)] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

export type TroubleCounts = Record<ProxyTrouble, number>
export function countTroubles(proxies: readonly ProxyWire[]): TroubleCounts {
  const counts: TroubleCounts = { refused: 0, silent: 0, stale: 0, noted: 0, none: 0 }
  for (const proxy of proxies) counts[proxyTrouble(proxy)] += 1
  return counts
}

/** Does the proxy's id, service, version, address or problem contain the text? Case does not matter; empty text keeps all. */
export function matchesProxy(proxy: ProxyWire, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return true
  const words = [
    proxy.id,
    proxy.service,
    proxy.version ?? '',
    proxy.adminUrl ?? '',
    proxy.build ?? '',
    ...proxy.problems.map((problem) => problem.message),
  ]
  return words.some((word) => word.toLowerCase().includes(wanted))
}

/** One short phrase for the last column of the fleet table; null where there is nothing to say. */
export function troubleText(proxy: ProxyWire): string | null {
  const refused = proxy.sync.filter((type) => type.status === 'NACKED').map((type) => type.type)
  if (refused.length > 0) return `refused ${refused.join(', ')}`
  const problem = proxy.problems[0]
  if (problem) return problem.message
  if (!proxy.answering) return 'does not answer'
  if (!proxy.isStatic && !proxy.connected) return 'not connected to the control plane'
  const stale = proxy.sync.filter((type) => type.status === 'STALE').map((type) => type.type)
  if (stale.length > 0) return `has not acknowledged ${stale.join(', ')}`
  return null
}
