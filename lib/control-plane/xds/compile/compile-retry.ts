import type { Retry } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'
import { toProtoDuration } from './duration'

/** `codes` need a condition of Envoy's beside those that the rule names. */
export function compileRetry({ attempts, on, codes, perTryTimeout, backoff }: Retry): Json {
  const hasCodes = codes !== undefined && codes.length > 0
  return {
    retry_on: [...on, ...(hasCodes ? ['retriable-status-codes'] : [])].join(','),
    num_retries: attempts,
    per_try_timeout: perTryTimeout === undefined ? undefined : toProtoDuration(perTryTimeout),
    retriable_status_codes: hasCodes ? codes : undefined,
    retry_back_off: backoff && {
      base_interval: toProtoDuration(backoff.base),
      max_interval: backoff.max === undefined ? undefined : toProtoDuration(backoff.max),
    },
  }
}
