import type { SeenFailures } from '@/lib/mesh/fault-forecast'
import { formatNumber, formatRatio } from '@/lib/mesh/format'
import type { Policy } from '@/lib/mesh/policy'
import { destinationDefaults } from '@/lib/routing/destination-defaults'

/** Envoy waits before a first retry for a chance part of its base of 25 ms: half of it on average. */
const meanWaitSeconds = 0.0125

/**
 * Why not all retries of failures seen at a service would be tried, by the circuit breaker of its policy (a retry it has no room for is let go, and its failure
 * is seen); null where nothing says so. A retry budget counts retries under way against requests under way at each calling proxy, so retries that are a greater
 * share of all tries than it are too many once they exceed its least number. A plain limit is said to be too low where the waiting alone fills it.
 */
export function findRetryOverflow(
  { caller, requestsPerSecond, tries, seenRatio, loadFactor }: SeenFailures,
  policy: Policy | undefined,
): string | null {
  if (tries <= 1 || loadFactor <= 1) return null
  const breaker = policy?.destination?.circuitBreaker
  const isSeen = `those beyond it are not tried again, so more than ${formatRatio(seenRatio)} can be seen`
  const path = 'destination.circuitBreaker'
  if (breaker?.maxRetries !== undefined) {
    const perSecond = requestsPerSecond * (loadFactor - 1)
    if (perSecond * meanWaitSeconds <= breaker.maxRetries) return null
    return `${formatNumber(perSecond)} retries per second of requests to ${caller} are expected, and its maxRetries lets ${breaker.maxRetries} be under way at once at each calling proxy: ${isSeen}; to let them pass, raise ${path}.maxRetries of ${caller}`
  }
  const { percent, minRetryConcurrency = destinationDefaults.retryBudget.minRetryConcurrency } =
    breaker?.retryBudget ?? destinationDefaults.retryBudget
  const ratio = (loadFactor - 1) / loadFactor
  if (ratio * 100 <= percent) return null
  return `retries would be ${formatRatio(ratio)} of the tries to ${caller}, and its retry budget lets ${formatNumber(percent)} % be retries, or ${minRetryConcurrency} at once at each calling proxy: ${isSeen}; to let them pass, set ${path}.retryBudget.percent of ${caller} well above ${Math.ceil(ratio * 100)}`
}
