import { type DestinationCheck, noRequests } from './destination-check'
import type { PolicyProblem } from './policy-problem'

/** Limits are whole numbers; concurrent retries have one limit, a number or a share. */
export const checkBreaker: DestinationCheck = ({ circuitBreaker }, service) => {
  if (!circuitBreaker) return []
  const { retryBudget, ...limits } = circuitBreaker
  const problems: PolicyProblem[] = []
  for (const [name, value] of Object.entries(limits)) {
    const path = `destination.circuitBreaker.${name}`
    if (value === undefined) continue
    const least = name === 'maxRetries' ? 0 : 1
    if (!Number.isInteger(value) || value < least)
      problems.push({ path, message: `${value} is not a limit`, fix: `use a whole number from ${least}` })
    if (service.protocol === 'tcp' && (name === 'maxRequests' || name === 'maxRetries')) problems.push(noRequests(service, path, name))
  }
  if (!retryBudget) return problems
  const path = 'destination.circuitBreaker.retryBudget'
  if (service.protocol === 'tcp') problems.push(noRequests(service, path, 'retryBudget'))
  if (limits.maxRetries !== undefined)
    problems.push({
      path,
      message: 'concurrent retries are limited twice, and the budget would win',
      fix: 'keep one of maxRetries and retryBudget',
    })
  if (!(retryBudget.percent >= 0 && retryBudget.percent <= 100))
    problems.push({ path: `${path}.percent`, message: `${retryBudget.percent} % is no share`, fix: 'use a percent from 0 to 100' })
  return problems
}
