import type { Millis, ServiceName } from './names'

/** Of requests that took at most `boundMs`. boundMs: a bound of the proxies' own histograms, so that counting interpolates nothing. */
export type SloLatency = { target: number; boundMs: number }
/** What a service promises over the last `windowDays`. Targets are shares of its requests, between 0 and 1; one of the two is given at least. availability: of those that do not fail. */
export type Slo = { service: ServiceName; windowDays: number; availability: number | null; latency: SloLatency | null }
export type StoredSlo = Slo & { revision: number; actor: string; at: Millis }

/**
 * How fast the budget goes in one window: 1 uses it up exactly over the whole time of the target. null without a request. coveredSeconds: of the window that was
 * measured at all; a proxy's silence and what is older than what is kept are not in it.
 */
export type BurnRate = { seconds: number; coveredSeconds: number; requests: number; bad: number; burn: number | null }

/** page: somebody is needed now; ticket: within days. Two windows say it, so that it is of some weight and still so. */
export type SloAlert = { kind: 'page' | 'ticket'; burn: number; longSeconds: number; shortSeconds: number }

/**
 * Where one target stands. budget: bad requests that were allowed by those that came, used, and the share that is left (below 0: overdrawn; null without a request).
 * uncertain: requests of which nobody tells: in buckets that the bound cuts (they count as good), or without a gRPC status (left out). unknown: why nothing can be said.
 */
export type SloObjective = {
  kind: 'availability' | 'latency'
  target: number
  boundMs?: number | undefined
  unknown?: string | undefined
  whole: BurnRate
  uncertain: number
  budget: { allowed: number; used: number; leftRatio: number | null }
  burns: BurnRate[]
  alert: SloAlert | null
}
export type SloStatus = { slo: StoredSlo; objectives: SloObjective[] }
