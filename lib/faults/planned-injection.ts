import type { FaultSpec, InjectionRate } from '@/lib/mesh/fault'

/** What a fault should inject, from the matching requests per second (aborted ones included). Abort and delay are drawn independently. */
export function plannedInjection(spec: Pick<FaultSpec, 'abort' | 'delay' | 'bandwidth'>, requestsPerSecond: number): InjectionRate {
  return {
    abortsPerSecond: (requestsPerSecond * (spec.abort?.percent ?? 0)) / 100,
    delaysPerSecond: (requestsPerSecond * (spec.delay?.percent ?? 0)) / 100,
    ...(spec.bandwidth && { limitsPerSecond: (requestsPerSecond * spec.bandwidth.percent) / 100 }),
  }
}

export type Dilution = { seenRatio: number; loadFactor: number }

/**
 * What is left of aborts when a hop above the injecting proxy retries: of a share `ratio` (0..1) of aborted tries callers see ratio^(retries+1),
 * and the load becomes 1 + ratio + … + ratio^retries. The injecting proxy itself never retries. Source: handbook, canary-and-faults.md 5.
 */
export function seenThroughRetries(ratio: number, retries: number): Dilution {
  let loadFactor = 0
  for (let attempt = 0; attempt <= retries; attempt++) loadFactor += ratio ** attempt
  return { seenRatio: ratio ** (retries + 1), loadFactor }
}
