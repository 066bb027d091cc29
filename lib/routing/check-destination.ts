import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { DestinationSettings, Outlier } from '@/lib/mesh/policy'
import { parseDurationMs } from './parse-duration'
import type { PolicyProblem } from './policy-problem'

const balancers: readonly string[] = ['round-robin', 'least-request', 'random']

/** Problems of breaker, ejection and load balancing. On tcp, limits of requests and retries are refused: there are only connections. */
export function checkDestination(destination: DestinationSettings | undefined, service: ServiceSpec): PolicyProblem[] {
  if (!destination) return []
  const problems: PolicyProblem[] = []
  const { retryBudget: _checkedApart, ...limits } = destination.circuitBreaker ?? {}
  for (const [name, value] of Object.entries(limits)) {
    const path = `destination.circuitBreaker.${name}`
    if (value === undefined) continue
    const least = name === 'maxRetries' ? 0 : 1
    if (!Number.isInteger(value) || value < least)
      problems.push({ path, message: `${value} is not a limit`, fix: `use a whole number from ${least}` })
    if (service.protocol === 'tcp' && (name === 'maxRequests' || name === 'maxRetries')) {
      problems.push({
        path,
        message: `${service.name} is a tcp service: its proxies see connections, not requests, so ${name} has no effect`,
        fix: `remove ${name}`,
      })
    }
  }
  problems.push(...checkOutlier(destination.outlier))
  const { loadBalancing } = destination
  if (loadBalancing !== undefined && !balancers.includes(loadBalancing)) {
    problems.push({
      path: 'destination.loadBalancing',
      message: `${loadBalancing} is not a way of load balancing`,
      fix: `use one of ${balancers.join(', ')}`,
    })
  }
  return problems
}

function checkOutlier(outlier: Outlier | undefined): PolicyProblem[] {
  const problems: PolicyProblem[] = []
  for (const name of ['interval', 'baseEjection'] as const) {
    const text = outlier?.[name]
    if (text === undefined || parseDurationMs(text)) continue
    problems.push({
      path: `destination.outlier.${name}`,
      message: `${text} is not a duration`,
      fix: 'write a number above 0 with ms, s, m or h, e.g. 10s',
    })
  }
  const { consecutive5xx, maxEjectionPercent } = outlier ?? {}
  if (consecutive5xx !== undefined && (!Number.isInteger(consecutive5xx) || consecutive5xx < 1)) {
    problems.push({
      path: 'destination.outlier.consecutive5xx',
      message: `${consecutive5xx} is not a count`,
      fix: 'use a whole number from 1',
    })
  }
  if (maxEjectionPercent !== undefined && !(maxEjectionPercent >= 0 && maxEjectionPercent <= 100)) {
    problems.push({
      path: 'destination.outlier.maxEjectionPercent',
      message: `${maxEjectionPercent} % cannot be ejected`,
      fix: 'use a percent from 0 to 100',
    })
  }
  return problems
}
