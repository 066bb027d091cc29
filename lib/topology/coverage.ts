import type { Millis } from '@/lib/mesh/names'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import { silentAfterRounds } from '@/lib/mesh/proxy-state'
import type { EdgeTotal } from '@/lib/mesh/window'
import type { TopologyInput } from './topology-input'

/** How long a proxy was read within the range; every edge it counts was read as long. isFresh: its newest window is not older than 3 rounds at the range's end. */
export type Coverage = { coveredMs: number; firstMs: Millis; lastMs: Millis; isFresh: boolean }

/** A window is visible to readers at most this long after its end. */
const visibleAfterMs = 2_000
/** A range that ends this shortly before now is live: what proxies do now applies to it. */
const liveWithinMs = 30_000

export const isLive = (input: Pick<TopologyInput, 'to' | 'now'>): boolean => input.to >= input.now - liveWithinMs

/** By proxy id; a proxy without any window in the range is absent. O(totals). */
export function coverageOf(input: Pick<TopologyInput, 'totals' | 'to' | 'now' | 'scrapeIntervalMs' | 'proxies'>): Map<string, Coverage> {
  const byProxy = new Map<string, Coverage>()
  for (const total of input.totals) widen(byProxy, total)
  const freshSince = Math.min(input.to, input.now) - silentAfterRounds * input.scrapeIntervalMs - visibleAfterMs
  const silent = new Set(isLive(input) ? input.proxies.filter(isSilent).map((proxy) => proxy.id) : [])
  for (const [proxyId, coverage] of byProxy) coverage.isFresh = coverage.lastMs >= freshSince && !silent.has(proxyId)
  return byProxy
}

/** It was asked and gave no answer, round after round. A proxy nobody asked lately is not silent, only unknown. */
export const isSilent = (proxy: Pick<MeshProxy, 'reading'>): boolean => proxy.reading.missedRounds >= silentAfterRounds

function widen(byProxy: Map<string, Coverage>, { key, coveredMs, firstMs, lastMs }: EdgeTotal): void {
  const known = byProxy.get(key.proxyId)
  if (!known) {
    byProxy.set(key.proxyId, { coveredMs, firstMs, lastMs, isFresh: false })
    return
  }
  if (coveredMs > known.coveredMs) known.coveredMs = coveredMs
  if (firstMs < known.firstMs) known.firstMs = firstMs
  if (lastMs > known.lastMs) known.lastMs = lastMs
}
