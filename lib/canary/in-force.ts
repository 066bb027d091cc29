import type { Millis } from '@/lib/mesh/names'
import type { CanaryState, Traffic } from './canary-state'
import type { CallerProxy } from './observation'

/** since: the reading that completed the proof; null while a laggard is left. Laggards carry the reason why they are not further. */
export type Proof = { since: Millis | null; laggards: readonly string[]; refusals: readonly string[] }

/**
 * Is the traffic that the state asks for loaded on every caller proxy, read back after it was asked? Meaning is compared, not versions. Without a caller proxy
 * nothing can be proved.
 */
export function proveInForce(state: Pick<CanaryState, 'traffic' | 'trafficSince'>, proxies: readonly CallerProxy[]): Proof {
  const laggards: string[] = []
  const refusals: string[] = []
  let since: Millis = state.trafficSince
  for (const proxy of proxies) {
    const isFresh = proxy.readAt !== null && proxy.readAt >= state.trafficSince
    if (proxy.refusal !== null) refusals.push(`${proxy.proxyId} refused it: ${proxy.refusal}`)
    if (proxy.refusal !== null || proxy.loaded === null || !isFresh || !isSameTraffic(proxy.loaded, state.traffic))
      laggards.push(`${proxy.proxyId} (${proxy.refusal ?? proxy.problem ?? (isFresh ? 'loaded something else' : 'not read back yet')})`)
    else since = Math.max(since, proxy.readAt ?? since)
  }
  return { since: laggards.length === 0 && proxies.length > 0 ? since : null, laggards, refusals }
}

export function isSameTraffic(a: Traffic, b: Traffic): boolean {
  switch (a.kind) {
    case 'weight':
      return b.kind === 'weight' && a.weightPercent === b.weightPercent
    case 'mirror':
      return b.kind === 'mirror' && a.percent === b.percent
    case 'cohort':
      return b.kind === 'cohort' && a.header.toLowerCase() === b.header.toLowerCase() && a.value === b.value
  }
}

export const nameSome = (names: readonly string[]): string =>
  names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
