import { checkDuration } from './check-duration'
import { parseDurationMs } from './parse-duration'
import type { PolicyProblem } from './policy-problem'
import type { RuleCheck } from './rule-check'

/** Timeout and idle timeout, and that one try is not longer than all. A timeout of 0 is none, as in Gateway API and Envoy. */
export const checkTimes: RuleCheck = (rule, { path }) => {
  const perTry = rule.retry?.perTryTimeout
  const problems: PolicyProblem[] = [
    ...checkDuration(`${path}.timeout`, rule.timeout, 0),
    ...checkDuration(`${path}.idleTimeout`, rule.idleTimeout),
    ...checkDuration(`${path}.retry.perTryTimeout`, perTry),
  ]
  const [timeoutMs, perTryMs] = [parseDurationMs(rule.timeout ?? ''), parseDurationMs(perTry ?? '')]
  if (perTryMs !== null && timeoutMs && perTryMs > timeoutMs)
    problems.push({
      path: `${path}.retry.perTryTimeout`,
      message: `one try may take ${perTry}, longer than the whole request (${rule.timeout})`,
      fix: 'make perTryTimeout shorter than timeout',
    })
  return problems
}
