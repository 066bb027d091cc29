import type { ServiceName } from '@/lib/mesh/names'
import type { DirectResponse, Redirect, Rule } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'
import { compilePathRewrite } from './compile-path-rewrite'

/**
 * What a rule without backends does: it redirects, or answers itself. null for every other rule. Nothing else in such a route would tell a reader whose it is,
 * so it carries the service's name.
 */
export function compileAnswer(rule: Rule, service: ServiceName): { [field: string]: Json } | null {
  const metadata = { filter_metadata: { outrider: { service } } }
  if (rule.redirect) return { redirect: compileRedirect(rule.redirect, rule.match?.path?.prefix ?? '/'), metadata }
  return rule.directResponse ? { direct_response: compileDirectResponse(rule.directResponse), metadata } : null
}

const statusNames = {
  301: 'MOVED_PERMANENTLY',
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
} as const

function compileRedirect({ scheme, hostname, port, path, statusCode = 302 }: Redirect, prefix: string): Json {
  return {
    scheme_redirect: scheme,
    host_redirect: hostname,
    port_redirect: port,
    regex_rewrite: compilePathRewrite(path, prefix),
    response_code: statusNames[statusCode],
  }
}

const compileDirectResponse = ({ statusCode, body }: DirectResponse): Json => ({
  status: statusCode,
  body: body === undefined || body === '' ? undefined : { inline_string: body },
})
