import type { Bucket } from '@/lib/mesh/policy'
import { toFractionPercent } from '../fractional-percent'
import { asNumber, asObject, type JsonObject } from '../json'
import { readDuration } from './read-duration'
import { reportOthers, type Unread } from './unread'

const known = ['@type', 'stat_prefix', 'token_bucket', 'filter_enabled', 'filter_enforced', 'rate_limited_as_resource_exhausted'] as const

/** The bucket of a route's local rate limit; null without one that always works. */
export function readRateLimit(filter: JsonObject, unread: Unread): Bucket | null {
  if (filter.token_bucket === undefined) return null
  reportOthers(filter, known, unread, 'rate limit')
  for (const switchName of ['filter_enabled', 'filter_enforced'] as const) {
    const fraction = asObject(asObject(filter[switchName]).default_value)
    if (toFractionPercent(fraction) !== 100 || asObject(filter[switchName]).runtime_key !== undefined) unread(`rate limit.${switchName}`)
  }
  const bucket = asObject(filter.token_bucket)
  const [requests, burst] = [asNumber(bucket.tokens_per_fill, 1), asNumber(bucket.max_tokens)]
  return { requests, per: readDuration(bucket.fill_interval) ?? '0s', ...(burst !== requests && { burst }) }
}
