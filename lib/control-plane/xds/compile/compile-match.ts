import type { HeaderMatch, PathMatch, RuleMatch } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'

type RequestMatch = Omit<RuleMatch, 'caller'>

/** A rule's match as an Envoy RouteMatch, the path narrowed to `within` (a gateway route's prefix). null when no request can meet both. */
export function compileRouteMatch(match: RequestMatch | undefined, within = '/'): Json | null {
  const path = compilePath(match?.path, within)
  if (!path) return null
  const headers = [...(match?.method ? [methodHeader(match.method)] : []), ...(match?.headers ?? []).map(compileHeader)]
  return { ...path, headers: headers.length > 0 ? headers : undefined }
}

/** The whole match, path and method too, as header matchers: for places that have no path of their own. */
export function compileHeaders(match: RequestMatch): Json[] {
  const paths = match.path ? pathHeaders(match.path) : []
  return [...paths, ...(match.method ? [methodHeader(match.method)] : []), ...(match.headers ?? []).map(compileHeader)]
}

function compilePath(path: PathMatch | undefined, within: string): { path: string } | { prefix: string } | null {
  if (path?.exact !== undefined) {
    const isInside = path.exact.startsWith(within) && path.exact.startsWith(path.prefix ?? '/')
    return isInside ? { path: path.exact } : null
  }
  const prefix = path?.prefix ?? '/'
  if (prefix.startsWith(within)) return { prefix }
  return within.startsWith(prefix) ? { prefix: within } : null
}

function pathHeaders(path: PathMatch): Json[] {
  const prefix = path.prefix === undefined || path.prefix === '/' ? [] : [{ name: ':path', string_match: { prefix: path.prefix } }]
  const exact =
    path.exact === undefined ? [] : [{ name: ':path', string_match: { safe_regex: { regex: `${escapeRegex(path.exact)}(\\?.*)?` } } }]
  return [...prefix, ...exact]
}

const methodHeader = (method: string): Json => ({ name: ':method', string_match: { exact: method } })

const compileHeader = (header: HeaderMatch): Json =>
  header.exact === undefined
    ? { name: header.name, present_match: header.present ?? true }
    : { name: header.name, string_match: { exact: header.exact } }

const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
