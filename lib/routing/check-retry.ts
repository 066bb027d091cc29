import { checkDuration } from './check-duration'
import { parseDurationMs } from './parse-duration'
import type { PolicyProblem } from './policy-problem'
import { grpcRetryConditions, httpRetryConditions } from './retry-conditions'
import type { RuleCheck } from './rule-check'

/** Attempts, conditions that the protocol has, statuses, and a back-off whose longest wait is not below its first. */
export const checkRetry: RuleCheck = ({ retry }, { path, service }) => {
  if (!retry) return []
  const problems: PolicyProblem[] = []
  if (!Number.isInteger(retry.attempts) || retry.attempts < 1 || retry.attempts > 10) {
    problems.push({
      path: `${path}.retry.attempts`,
      message: `${retry.attempts} retries make no sense`,
      fix: 'use 1 to 10, or leave retry out',
    })
  }
  const known = service.protocol === 'grpc' ? [...httpRetryConditions, ...grpcRetryConditions] : httpRetryConditions
  if (retry.on.length === 0 && (retry.codes ?? []).length === 0)
    problems.push({
      path: `${path}.retry.on`,
      message: 'a retry needs at least one condition',
      fix: `add one of ${known.join(', ')}, or codes`,
    })
  retry.on.forEach((condition, index) => {
    if (known.includes(condition)) return
    const message = grpcRetryConditions.includes(condition)
      ? `${condition} looks at a gRPC status, but ${service.name} is ${service.protocol}`
      : `${condition} is not a condition to retry on`
    const fix = condition === 'retriable-status-codes' ? 'name the statuses in codes' : `use one of ${known.join(', ')}`
    problems.push({ path: `${path}.retry.on[${index}]`, message, fix })
  })
  return [...problems, ...checkBackoff(retry.backoff, `${path}.retry.backoff`)]
}

function checkBackoff(backoff: { base: string; max?: string | undefined } | undefined, path: string): PolicyProblem[] {
  const problems = [...checkDuration(`${path}.base`, backoff?.base), ...checkDuration(`${path}.max`, backoff?.max)]
  const [base, max] = [parseDurationMs(backoff?.base ?? ''), parseDurationMs(backoff?.max ?? '')]
  if (base !== null && max !== null && max < base)
    problems.push({
      path: `${path}.max`,
      message: `the longest wait ${backoff?.max} is shorter than the first, ${backoff?.base}`,
      fix: 'make max at least base',
    })
  return problems
}
