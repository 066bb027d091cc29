import { formatMs, formatNumber, formatRate } from '@/lib/mesh/format'
import type { PlanWarning } from '@/lib/mesh/plan'
import { weightIn } from '../rule-traffic'
import type { ProxyLoad, Warn, WarningInput } from './warning-input'

/** Envoy's own thresholds. Source: config.cluster.v3.CircuitBreakers.Thresholds. */
const envoyDefault = 1024

/** Requests that arrive by chance come in bursts: of a Poisson number with this mean, one moment in a thousand has more. */
const burstOf = (mean: number): number => mean + 3 * Math.sqrt(mean)

/**
 * A circuit breaker that measured concurrency would open. Envoy counts per calling proxy and version, so both are taken there: requests at once are rate ×
 * latency, after the edit in proportion to the version's new share. Only an edit of the breaker or of the weights is judged.
 */
export const warnBreaker: Warn = (input) => {
  const { before, after } = input
  const isSame =
    JSON.stringify([before.destination?.circuitBreaker, before.rules]) === JSON.stringify([after.destination?.circuitBreaker, after.rules])
  if (isSame) return []
  return input.versions.flatMap((version) => {
    const worst = busiestProxy(input, version.name)
    return worst ? judge(input, worst) : []
  })
}

type Expected = {
  proxyId: string
  version: string
  requestsPerSecond: number
  inFlight: number
  meanMs: number | null
  connectionsOpen: number
}

function busiestProxy(input: WarningInput, version: string): Expected | null {
  const proxies = new Set(input.loads.map((load) => load.proxyId))
  const expected = [...proxies].flatMap((proxyId) => {
    const all = input.loads.filter((load) => load.proxyId === proxyId)
    return expect(input, all, version) ?? []
  })
  return expected.reduce<Expected | null>((most, each) => (most === null || each.inFlight > most.inFlight ? each : most), null)
}

/** A version that was not called yet is taken to be as fast as the others of the same proxy. */
function expect({ before, after }: WarningInput, all: readonly ProxyLoad[], version: string): Expected | null {
  const own = all.find((load) => load.version === version)
  const [was, now] = [weightIn(before.rules.at(-1), version), weightIn(after.rules.at(-1), version)]
  const proxyId = all[0]?.proxyId
  if (proxyId === undefined) return null
  if (now === was || (own && was > 0)) {
    if (!own) return null
    const factor = was > 0 ? now / was : 1
    return { ...own, requestsPerSecond: own.requestsPerSecond * factor, inFlight: own.inFlight * factor }
  }
  const requests = all.reduce((sum, load) => sum + load.requestsPerSecond, 0)
  const inFlight = all.reduce((sum, load) => sum + load.inFlight, 0)
  if (requests === 0) return null
  const share = now / 100
  const meanMs = (inFlight / requests) * 1000
  return { proxyId, version, requestsPerSecond: requests * share, inFlight: inFlight * share, meanMs, connectionsOpen: 0 }
}

function judge({ after, protocol }: WarningInput, load: Expected): PlanWarning[] {
  const breaker = after.destination?.circuitBreaker
  if (protocol === 'tcp') {
    const limit = breaker?.maxConnections ?? envoyDefault
    if (load.connectionsOpen <= limit) return []
    const message = `maxConnections ${limit} is less than the ${load.connectionsOpen} connections that ${load.proxyId} has open now: new ones will be refused`
    return [{ rule: 'breaker_too_small', message, fix: `Allow at least ${load.connectionsOpen * 2} connections` }]
  }
  const limits: [name: string, limit: number][] = [['maxRequests', breaker?.maxRequests ?? envoyDefault]]
  if (protocol === 'http')
    limits.push([
      'maxConnections with maxPendingRequests',
      (breaker?.maxConnections ?? envoyDefault) + (breaker?.maxPendingRequests ?? envoyDefault),
    ])
  const [name, limit] = limits.reduce((least, each) => (each[1] < least[1] ? each : least))
  const burst = burstOf(load.inFlight)
  if (burst <= limit) return []
  const how = load.inFlight > limit ? 'it will refuse requests all the time' : 'bursts will be refused'
  const message = `${name} ${limit} is too small for ${load.version}: ${load.proxyId} will have about ${formatNumber(load.inFlight)} requests at once under way (${formatRate(load.requestsPerSecond)} × ${formatMs(load.meanMs)}), up to ${Math.ceil(burst)} in a burst: ${how}`
  return [{ rule: 'breaker_too_small', message, fix: `Allow at least ${Math.ceil(burst)}` }]
}
