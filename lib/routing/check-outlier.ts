import { checkDuration } from './check-duration'
import { type DestinationCheck, noRequests } from './destination-check'
import { destinationDefaults } from './destination-defaults'
import { parseDurationMs } from './parse-duration'
import type { PolicyProblem } from './policy-problem'

/** Ejection: counts, percents and times that go together. On tcp there are no answers to judge, only connections. */
export const checkOutlier: DestinationCheck = ({ outlier }, service) => {
  if (!outlier) return []
  const at = 'destination.outlier'
  const problems: PolicyProblem[] = (['interval', 'baseEjection', 'maxEjection'] as const).flatMap((name) =>
    checkDuration(`${at}.${name}`, outlier[name]),
  )
  for (const name of ['consecutive5xx', 'consecutiveGatewayErrors', 'consecutiveLocalErrors'] as const) {
    const count = outlier[name]
    if (count !== undefined && (!Number.isInteger(count) || count < 1))
      problems.push({ path: `${at}.${name}`, message: `${count} is not a count`, fix: 'use a whole number from 1' })
  }
  for (const [path, percent] of [
    [`${at}.maxEjectionPercent`, outlier.maxEjectionPercent],
    [`${at}.failurePercentage.threshold`, outlier.failurePercentage?.threshold],
  ] as const) {
    if (percent !== undefined && !(Number.isInteger(percent) && percent >= 0 && percent <= 100))
      problems.push({ path, message: `${percent} % cannot be ejected`, fix: 'use a whole percent from 0 to 100' })
  }
  if (service.protocol === 'tcp')
    for (const name of ['consecutiveGatewayErrors', 'successRate', 'failurePercentage'] as const)
      if (outlier[name] !== undefined) problems.push(noRequests(service, `${at}.${name}`, name))
  const [base, max] = [parseDurationMs(outlier.baseEjection ?? ''), parseDurationMs(outlier.maxEjection ?? '')]
  if (max !== null && max < (base ?? parseDurationMs(destinationDefaults.baseEjection) ?? 0))
    problems.push({
      path: `${at}.maxEjection`,
      message: `the longest ejection, ${outlier.maxEjection}, is shorter than the first, ${outlier.baseEjection ?? destinationDefaults.baseEjection}`,
      fix: 'make maxEjection at least baseEjection',
    })
  return problems
}
