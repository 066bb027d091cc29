import type { DestinationSettings, HealthCheck, Outlier, OutlierSample } from '@/lib/mesh/policy'
import { destinationDefaults, maxEjectionOf, maxEjectionPercentOf } from '../destination-defaults'
import { durationMeaning } from './duration-meaning'

type Part = readonly [name: string, meaning: (settings: DestinationSettings) => string | undefined]

/** A new part of the destination adds its meaning here. The key to hash is a part of the routes. */
const parts: readonly Part[] = [
  ['load balancing', ({ loadBalancing }) => loadBalancing ?? 'round-robin'],
  ['slow start', ({ slowStart: slow }) => slow && list([durationMeaning(slow.window), slow.aggression, slow.minWeightPercent])],
  ['zone awareness', ({ zoneAwareness: zones }) => zones && `from ${zones.minInstances ?? 6} instances`],
  ['breaker', ({ circuitBreaker: limits }) => list([limits?.maxConnections, limits?.maxPendingRequests, limits?.maxRequests])],
  ['retries at once', retryLimitMeaning],
  ['time to connect', ({ connectionPool: pool }) => durationMeaning(pool?.connectTimeout ?? destinationDefaults.connectTimeout)],
  [
    'connections',
    ({ connectionPool: pool }) => list([time(pool?.idleTimeout), pool?.maxRequestsPerConnection, pool?.maxConcurrentStreams]),
  ],
  ['ejection', ({ outlier }) => outlierMeaning(outlier)],
  ['health check', ({ healthCheck }) => healthCheck && healthCheckMeaning(healthCheck)],
]

/** Every part of the destination settings as text that is equal for equal meaning, by name; defaults filled in. */
export function destinationMeaning(settings: DestinationSettings): Map<string, string> {
  return new Map(
    parts.flatMap(([name, meaning]) => {
      const text = meaning(settings)
      return text === undefined ? [] : [[name, text] as const]
    }),
  )
}

const time = (text: string | undefined): string | undefined => (text === undefined ? undefined : durationMeaning(text))
const list = (values: readonly (string | number | boolean | undefined)[]): string => values.map((value) => value ?? 'default').join(', ')

function retryLimitMeaning({ circuitBreaker }: DestinationSettings): string {
  if (circuitBreaker?.maxRetries !== undefined) return `${circuitBreaker.maxRetries}`
  const { percent, minRetryConcurrency = destinationDefaults.retryBudget.minRetryConcurrency } =
    circuitBreaker?.retryBudget ?? destinationDefaults.retryBudget
  return `${percent} % of the requests, at least ${minRetryConcurrency}`
}

function outlierMeaning(outlier: Outlier = {}): string {
  const sample = (given: OutlierSample | undefined, factor: number | undefined): string | undefined =>
    given && `(${list([factor, given.minHosts, given.minRequests])})`
  const { successRate, failurePercentage } = outlier
  return list([
    outlier.consecutive5xx,
    outlier.consecutiveGatewayErrors,
    outlier.consecutiveLocalErrors ?? destinationDefaults.consecutiveLocalErrors,
    sample(successRate, successRate?.stdevFactor === undefined ? undefined : Math.round(successRate.stdevFactor * 1000) / 1000),
    sample(failurePercentage, failurePercentage?.threshold),
    durationMeaning(outlier.interval ?? destinationDefaults.interval),
    durationMeaning(outlier.baseEjection ?? destinationDefaults.baseEjection),
    time(maxEjectionOf(outlier)),
    `${maxEjectionPercentOf(outlier)} %`,
    outlier.alwaysEjectOne ?? false,
  ])
}

const healthCheckMeaning = (check: HealthCheck): string =>
  list([
    check.path,
    check.hostname,
    check.grpcService,
    check.expectedStatuses && [...new Set(check.expectedStatuses)].sort().join(' '),
    durationMeaning(check.interval),
    durationMeaning(check.timeout),
    check.healthyThreshold,
    check.unhealthyThreshold,
  ])
