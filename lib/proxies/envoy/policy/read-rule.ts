import { parseDestinationName } from '@/lib/mesh/destination-name'
import type { HashKey, Mirror, Rewrite, Rule } from '@/lib/mesh/policy'
import { toFractionPercent } from '../fractional-percent'
import { asArray, asObject, asText, type JsonObject } from '../json'
import type { OwnRoute } from '../route-tables'
import { readDirectResponse, readRedirect } from './read-answer'
import { readDuration } from './read-duration'
import { readHashKey } from './read-hash-key'
import { readHeaderEdits } from './read-header-edits'
import { readMatch } from './read-match'
import { readPathRewrite } from './read-path-rewrite'
import { readRateLimit } from './read-rate-limit'
import { readRetry } from './read-retry'
import { readStickyCookie } from './read-sticky-cookie'
import { toPercents } from './to-percents'
import { reportOthers, type Unread } from './unread'

const routeFields = [
  ...['name', 'match', 'route', 'redirect', 'direct_response', 'metadata', 'typed_per_filter_config'],
  ...['request_headers_to_add', 'request_headers_to_remove', 'response_headers_to_add', 'response_headers_to_remove'],
]
const actionFields = [
  ...['cluster', 'weighted_clusters', 'timeout', 'idle_timeout', 'retry_policy', 'request_mirror_policies'],
  ...['hash_policy', 'host_rewrite_literal', 'regex_rewrite'],
]
const ownFilters = ['envoy.filters.http.fault', 'envoy.filters.http.local_ratelimit']

/** A rule as its route says it, and what its destination's instances are chosen by. `front`: the routes of the same name before it. */
export function readRule(own: OwnRoute, base: string, front: readonly OwnRoute[], unread: Unread): { rule: Rule; hashKey: HashKey | null } {
  const sticky = readStickyCookie(
    own.route,
    front.map(({ route }) => route),
  )
  const route = sticky?.route ?? own.route
  const action = asObject(route.route)
  reportOthers(route, routeFields, unread)
  reportOthers(action, actionFields, unread, 'route')
  reportOthers(asObject(action.weighted_clusters), ['clusters', 'runtime_key_prefix', 'use_hash_policy', 'total_weight'], unread, 'weights')
  reportOthers(own.filters, ownFilters, unread, 'filter')
  const match = readMatch(asObject(route.match), base, unread)
  const prefix = match?.path?.prefix ?? '/'
  const key = sticky?.key ?? readHashKey(action, unread)
  const isSticky = asObject(action.weighted_clusters).use_hash_policy === true
  const [request, response] = [readHeaderEdits('request', route, unread), readHeaderEdits('response', route, unread)]
  const rateLimit = readRateLimit(asObject(own.filters['envoy.filters.http.local_ratelimit']), unread)
  const rule: Rule = {
    name: asText(route.name) || 'unnamed',
    ...(match && { match }),
    backends: own.targets.length === 0 ? [] : toPercents(new Map(own.targets.map((target) => [target.version, target.weight]))),
    ...(key && isSticky && { stickiness: key }),
    ...readTimes(action),
    ...readForwarding(action, prefix, unread),
    ...(rateLimit && { rateLimit }),
    ...(request && { requestHeaders: request }),
    ...(response && { responseHeaders: response }),
    ...(route.redirect !== undefined && { redirect: readRedirect(asObject(route.redirect), prefix, unread) }),
    ...(route.direct_response !== undefined && { directResponse: readDirectResponse(asObject(route.direct_response), unread) }),
  }
  return { rule, hashKey: isSticky ? null : key }
}

function readTimes(action: JsonObject): Pick<Rule, 'timeout' | 'idleTimeout'> {
  const [timeout, idleTimeout] = [readDuration(action.timeout), readDuration(action.idle_timeout)]
  return { ...(timeout !== undefined && { timeout }), ...(idleTimeout !== undefined && { idleTimeout }) }
}

function readForwarding(action: JsonObject, prefix: string, unread: Unread): Pick<Rule, 'retry' | 'mirror' | 'rewrite'> {
  const retry = readRetry(asObject(action.retry_policy), unread)
  const [first, ...others] = asArray(action.request_mirror_policies).map(asObject)
  if (others.length > 0) unread('a second mirror')
  const mirror = readMirror(first ?? {})
  const hostname = asText(action.host_rewrite_literal)
  const path = readPathRewrite(asObject(action.regex_rewrite), prefix, unread)
  const rewrite: Rewrite = { ...(hostname && { hostname }), ...(path && { path }) }
  return { ...(retry && { retry }), ...(mirror && { mirror }), ...(Object.keys(rewrite).length > 0 && { rewrite }) }
}

function readMirror(policy: JsonObject): Mirror | null {
  const destination = parseDestinationName(asText(policy.cluster))
  if (!destination) return null
  const fraction = asObject(policy.runtime_fraction).default_value
  return { version: destination.version, percent: fraction === undefined ? 100 : toFractionPercent(asObject(fraction)) }
}
