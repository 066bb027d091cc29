import type { Protocol } from '@/lib/mesh/mesh-document'
import type { RateLimit, Rule } from '@/lib/mesh/policy'
import { bucketOf } from '@/lib/routing/bucket-of'
import type { CallerName } from '@/lib/routing/caller-name'
import type { Json } from '../compiled-resource'
import { toTypeUrl } from '../resource-type'
import { toProtoDuration } from './duration'

export const rateLimitFilterName = 'envoy.filters.http.local_ratelimit'

/** The filter's own setting in every connection manager: present, so that routes can use it, and without effect: it has no bucket and is enabled for 0 %. */
export const idleRateLimitFilter: Json = {
  '@type': toTypeUrl('envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit'),
  stat_prefix: 'outrider',
}

/** The bucket as the rule's route has it. What it let through and what not is counted under `<prefix>.http_local_rate_limit.*`. */
export function compileRateLimit(rule: Rule & { rateLimit: RateLimit }, service: string, protocol: Protocol, caller: CallerName): Json {
  const { requests, per, burst } = bucketOf(rule.rateLimit, caller)
  const always = { default_value: { numerator: 100, denominator: 'HUNDRED' } }
  return {
    '@type': toTypeUrl('envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit'),
    stat_prefix: `outrider.${service.replace('/', '.')}.${rule.name}`,
    token_bucket: { max_tokens: burst ?? requests, tokens_per_fill: requests, fill_interval: toProtoDuration(per) },
    filter_enabled: always,
    filter_enforced: always,
    rate_limited_as_resource_exhausted: protocol === 'grpc' ? true : undefined,
  }
}
