import type { Bucket } from '@/lib/mesh/policy'
import { checkCaller } from './check-caller'
import { checkDuration } from './check-duration'
import type { PolicyProblem } from './policy-problem'
import type { RuleCheck } from './rule-check'

/** Envoy fills a bucket at most twenty times a second. Source: local rate limit filter, fill_interval. */
const shortestFillMs = 50

/** Buckets that Envoy takes, for callers that exist, each once. */
export const checkRateLimit: RuleCheck = ({ rateLimit }, { path, mesh }) => {
  if (!rateLimit) return []
  const problems: PolicyProblem[] = checkBucket(rateLimit, `${path}.rateLimit`)
  const seen = new Set<string>()
  rateLimit.callers?.forEach((entry, index) => {
    const at = `${path}.rateLimit.callers[${index}]`
    problems.push(...checkCaller(entry.caller, `${at}.caller`, mesh), ...checkBucket(entry, at))
    if (seen.has(entry.caller))
      problems.push({ path: `${at}.caller`, message: `${entry.caller} is listed twice`, fix: 'give each caller one bucket' })
    seen.add(entry.caller)
  })
  return problems
}

function checkBucket({ requests, per, burst }: Bucket, path: string): PolicyProblem[] {
  const problems = checkDuration(`${path}.per`, per, shortestFillMs)
  for (const [name, value] of [
    ['requests', requests],
    ['burst', burst],
  ] as const)
    if (value !== undefined && (!Number.isInteger(value) || value < 1))
      problems.push({ path: `${path}.${name}`, message: `${value} is not a number of requests`, fix: 'use a whole number from 1' })
  if (burst !== undefined && burst < requests)
    problems.push({
      path: `${path}.burst`,
      message: `the bucket holds ${burst}, less than the ${requests} that are filled in at once: the rest is lost`,
      fix: 'make burst at least requests, or shorten per',
    })
  return problems
}
