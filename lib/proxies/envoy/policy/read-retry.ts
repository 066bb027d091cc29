import type { Retry } from '@/lib/mesh/policy'
import { asArray, asNumber, asObject, asText, type JsonObject } from '../json'
import { readDuration } from './read-duration'
import { reportOthers, type Unread } from './unread'

/** A RetryPolicy; null without a condition. */
export function readRetry(policy: JsonObject, unread: Unread): Retry | null {
  const conditions = asText(policy.retry_on)
    .split(',')
    .map((condition) => condition.trim())
    .filter((condition) => condition !== '')
  if (conditions.length === 0) return null
  reportOthers(policy, ['retry_on', 'num_retries', 'per_try_timeout', 'retriable_status_codes', 'retry_back_off'], unread, 'retry')
  const codes = asArray(policy.retriable_status_codes).map((code) => asNumber(code))
  const perTryTimeout = readDuration(policy.per_try_timeout)
  const backoff = asObject(policy.retry_back_off)
  const [base, max] = [readDuration(backoff.base_interval), readDuration(backoff.max_interval)]
  return {
    attempts: asNumber(policy.num_retries, 1),
    on: codes.length > 0 ? conditions.filter((condition) => condition !== 'retriable-status-codes') : conditions,
    ...(codes.length > 0 && { codes }),
    ...(perTryTimeout !== undefined && { perTryTimeout }),
    ...(base !== undefined && { backoff: { base, ...(max !== undefined && { max }) } }),
  }
}
