import { checkHashKey } from './check-hash-key'
import type { PolicyProblem } from './policy-problem'
import type { RuleCheck } from './rule-check'

/** Stickiness to a version. A proxy hashes a request once, so it cannot contradict the key that instances are chosen by. */
export const checkStickiness: RuleCheck = ({ stickiness, rateLimit, name }, { path, policy }) => {
  if (!stickiness) return []
  const problems: PolicyProblem[] = checkHashKey(stickiness, `${path}.stickiness`)
  const hashKey = policy.destination?.hashKey
  if (hashKey && JSON.stringify(hashKey) !== JSON.stringify(stickiness))
    problems.push({
      path: `${path}.stickiness`,
      message: 'a proxy hashes a request once, and destination.hashKey already says by what',
      fix: 'use the same key in both places',
    })
  if (stickiness.cookie?.ttl !== undefined && rateLimit)
    problems.push({
      path: `${path}.rateLimit`,
      message: `rule ${name} gives out a cookie, which takes two routes in a proxy, and each would have a bucket of its own`,
      fix: 'stick by a header, or by a cookie without ttl that the application gives out',
    })
  return problems
}
