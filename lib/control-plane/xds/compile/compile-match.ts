import type { GrpcMatch, PathMatch, QueryParamMatch, RuleMatch } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'

type RequestMatch = Omit<RuleMatch, 'caller'>
type HeaderTests = Omit<RequestMatch, 'queryParams'>

/** A rule's match as an Envoy RouteMatch, the path narrowed to `within` (a gateway route's prefix). null when no request can meet both. */
export function compileRouteMatch(match: RequestMatch | undefined, within = '/'): Json | null {
  const path = compilePath(pathOf(match), within)
  if (!path) return null
  const inside = 'safe_regex' in path && within !== '/' ? [{ name: ':path', string_match: { prefix: within } }] : []
  const headers = [...inside, ...(match?.method ? [methodHeader(match.method)] : []), ...(match?.headers ?? []).map(compileTest)]
  return {
    ...path,
    headers: headers.length > 0 ? headers : undefined,
    query_parameters: match?.queryParams && match.queryParams.length > 0 ? match.queryParams.map(compileTest) : undefined,
  }
}

/** The whole match, path and method too, as header matchers: for places that have no path of their own. */
export function compileHeaders(match: HeaderTests): Json[] {
  const path = pathOf(match)
  return [
    ...(path ? pathHeaders(path) : []),
    ...(match.method ? [methodHeader(match.method)] : []),
    ...(match.headers ?? []).map(compileTest),
  ]
}

const pathOf = (match: HeaderTests | undefined): PathMatch | undefined => (match?.grpc ? grpcPath(match.grpc) : match?.path)

/** A gRPC call is a POST to `/package.Service/Method`. Source: gRPC over HTTP/2, "Requests". */
const grpcPath = ({ service, method }: GrpcMatch): PathMatch =>
  method === undefined ? { prefix: `/${service}/` } : { exact: `/${service}/${method}` }

type CompiledPath = { path: string } | { prefix: string } | { safe_regex: { regex: string } }

function compilePath(path: PathMatch | undefined, within: string): CompiledPath | null {
  if (path?.regex !== undefined) return { safe_regex: { regex: path.regex } }
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
    path.exact === undefined ? [] : [{ name: ':path', string_match: { safe_regex: { regex: `^${escapeRegex(path.exact)}(\\?.*)?` } } }]
  const regex = path.regex === undefined ? [] : [{ name: ':path', string_match: { safe_regex: { regex: `(?:${path.regex})(?:\\?.*)?` } } }]
  return [...prefix, ...exact, ...regex]
}

const methodHeader = (method: string): Json => ({ name: ':method', string_match: { exact: method } })

/** Header and query matchers have the same shape. */
function compileTest({ name, exact, regex, present }: QueryParamMatch): Json {
  if (exact !== undefined) return { name, string_match: { exact } }
  if (regex !== undefined) return { name, string_match: { safe_regex: { regex } } }
  return { name, present_match: present ?? true }
}

export const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
