import type { HashKey } from '@/lib/mesh/policy'
import { asArray, asObject, asText, type JsonObject } from '../json'

const cookieValue = /^([^=]+)=%REQ\(X-REQUEST-ID\)%; Path=\/; (?:Max-Age=(\d+); )?HttpOnly; SameSite=Lax$/

/**
 * The cookie that a rule gives out (see compileStickyCookie): its route hashes x-request-id and makes a cookie of it, and a route of the same name in front of it
 * takes those who have the cookie. `route`: without that header, so that it reads like any other. null where it is not so.
 */
export function readStickyCookie(route: JsonObject, front: readonly JsonObject[]): { key: HashKey; route: JsonObject } | null {
  const hashed = asObject(asObject(asArray(asObject(route.route).hash_policy)[0]).header).header_name
  const added = asArray(route.response_headers_to_add)
  const given = added.find((entry) => cookieValue.test(headerValue(entry)))
  const [, escaped, seconds] = cookieValue.exec(headerValue(given)) ?? []
  const name = escaped?.replaceAll('%%', '%')
  if (hashed !== 'x-request-id' || !name) return null
  const hasFront = front.some((copy) => asObject(asObject(asArray(asObject(copy.route).hash_policy)[0]).cookie).name === name)
  if (!hasFront) return null
  const others = added.filter((entry) => entry !== given)
  const { response_headers_to_add: _all, ...rest } = route
  return {
    key: { cookie: { name, ttl: `${seconds ?? 0}s` } },
    route: others.length > 0 ? { ...rest, response_headers_to_add: others } : rest,
  }
}

const headerValue = (entry: unknown): string => {
  const { key, value } = asObject(asObject(entry).header)
  return asText(key).toLowerCase() === 'set-cookie' ? asText(value) : ''
}
