import type { Backend } from '@/lib/mesh/policy'
import type { Traffic } from './canary-state'

/** One route of the service as a proxy splits by it now, leased values included. */
export type LoadedRoute = { rule: string; backends: readonly Backend[] }

/**
 * What a proxy does with the canary's version: its share of what both versions get, the same on the default rule (the last) and on every rule that names both.
 * null when they differ, when the default rule gives neither a request, or when there is no route at all.
 */
export function toLoadedTraffic(routes: readonly LoadedRoute[], version: string, baseline: string): Traffic | null {
  const last = routes.at(-1)?.rule
  const shares = new Set<number | null>()
  for (const { rule, backends } of routes) {
    const [canary, stable] = [weightOf(backends, version), weightOf(backends, baseline)]
    const isMoved = canary !== null && stable !== null
    if (rule !== last && !isMoved) continue
    const sum = (canary ?? 0) + (stable ?? 0)
    // A rule that another one but the default has to itself may give both nothing: it moves nothing.
    if (sum === 0 && rule !== last) continue
    shares.add(sum === 0 ? null : round((100 * (canary ?? 0)) / sum))
  }
  const [share] = shares
  return shares.size === 1 && share !== null && share !== undefined ? { kind: 'weight', weightPercent: share } : null
}

function weightOf(backends: readonly Backend[], version: string): number | null {
  const own = backends.filter((backend) => backend.version === version)
  return own.length === 0 ? null : own.reduce((sum, backend) => sum + backend.weight, 0)
}

const round = (percent: number): number => Math.round(percent * 1e6) / 1e6
