import type { HashKey } from '@/lib/mesh/policy'
import { parseDurationMs } from '@/lib/routing/parse-duration'
import type { Json } from '../compiled-resource'

export type Route = { readonly [field: string]: Json | undefined }
type Cookie = NonNullable<HashKey['cookie']>

/** Whether the proxies give the cookie out: Envoy itself does so only for the choice of an instance. */
export const givesCookie = (stickiness: HashKey | undefined): stickiness is { cookie: Cookie } => stickiness?.cookie?.ttl !== undefined

/**
 * Stickiness by a cookie that the proxy gives out takes two routes: requests with the cookie, and behind it those without. These are hashed by their
 * x-request-id, which becomes the cookie: equal text has an equal hash, so a client stays where its first request went.
 */
export function compileStickyCookie(route: Route, { name, ttl }: Cookie): Route[] {
  const action = asFields(route.route)
  const match = asFields(route.match)
  const cookieTest = { name: 'cookie', string_match: { safe_regex: { regex: `(?:.*; *)?${name.replace(/[^\w-]/g, '\\$&')}=.+` } } }
  const added = Array.isArray(route.response_headers_to_add) ? route.response_headers_to_add : []
  return [
    {
      ...route,
      match: { ...match, headers: [...(Array.isArray(match.headers) ? match.headers : []), cookieTest] },
      route: { ...action, hash_policy: [{ cookie: { name } }] },
    },
    {
      ...route,
      route: { ...action, hash_policy: [{ header: { header_name: 'x-request-id' } }] },
      response_headers_to_add: [
        ...added,
        { header: { key: 'set-cookie', value: cookieValue(name, ttl) }, append_action: 'APPEND_IF_EXISTS_OR_ADD' },
      ],
    },
  ]
}

function cookieValue(name: string, ttl: string | undefined): string {
  const seconds = Math.round((parseDurationMs(ttl ?? '0s') ?? 0) / 1000)
  // A per cent sign begins a command of Envoy's formatter; it may stand in a cookie's name.
  return `${name.replaceAll('%', '%%')}=%REQ(X-REQUEST-ID)%; Path=/; ${seconds > 0 ? `Max-Age=${seconds}; ` : ''}HttpOnly; SameSite=Lax`
}

// Both are the objects that compileRoute has just made.
const asFields = (json: Json | undefined): Route => json as Route
