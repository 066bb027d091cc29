import type { DirectResponse, Redirect } from '@/lib/mesh/policy'
import { asNumber, asObject, asText, type JsonObject } from '../json'
import { readPathRewrite } from './read-path-rewrite'
import { reportOthers, type Unread } from './unread'

const statusOf: Record<string, Redirect['statusCode']> = { FOUND: 302, SEE_OTHER: 303, TEMPORARY_REDIRECT: 307, PERMANENT_REDIRECT: 308 }

/** Envoy's own default is 301, which it leaves out of its pages; ours is 302. */
export function readRedirect(redirect: JsonObject, prefix: string, unread: Unread): Redirect {
  const known = ['scheme_redirect', 'host_redirect', 'port_redirect', 'regex_rewrite', 'response_code']
  reportOthers(redirect, known, unread, 'redirect')
  const scheme = asText(redirect.scheme_redirect)
  const path = readPathRewrite(asObject(redirect.regex_rewrite), prefix, unread)
  return {
    ...((scheme === 'http' || scheme === 'https') && { scheme }),
    ...(asText(redirect.host_redirect) && { hostname: asText(redirect.host_redirect) }),
    ...(redirect.port_redirect !== undefined && { port: asNumber(redirect.port_redirect) }),
    ...(path && { path }),
    statusCode: statusOf[asText(redirect.response_code)] ?? 301,
  }
}

export function readDirectResponse(answer: JsonObject, unread: Unread): DirectResponse {
  reportOthers(answer, ['status', 'body'], unread, 'direct response')
  reportOthers(asObject(answer.body), ['inline_string'], unread, 'direct response body')
  const body = asText(asObject(answer.body).inline_string)
  return { statusCode: asNumber(answer.status), ...(body && { body }) }
}
