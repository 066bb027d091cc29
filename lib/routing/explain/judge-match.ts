import type { AskedRequest } from '@/lib/mesh/explanation'
import type { PathMatch, QueryParamMatch, RuleMatch } from '@/lib/mesh/policy'
import { isCalledBy, parseCaller } from '../caller-name'
import { allOf, type Judgement, judgeRegex, judgeValue } from './match-value'

/** Whether a rule's match takes a request. A rule without a match takes everything. */
export function judgeMatch(match: RuleMatch | undefined, request: AskedRequest): Judgement {
  if (!match) return { holds: 'yes', why: 'it takes everything' }
  const parts = [
    ...(match.caller === undefined ? [] : [judgeCaller(match.caller, request.caller)]),
    ...(match.method === undefined ? [] : [judgeValue('the method', { exact: match.method }, request.method)]),
    ...(match.path ? [judgePath(match.path, request.path)] : []),
    ...(match.grpc ? [judgeGrpc(match.grpc, request.path)] : []),
    ...(match.headers ?? []).map((header) => judgeValue(`header ${header.name}`, header, headerOf(request, header.name))),
    ...(match.queryParams ?? []).map((parameter) =>
      judgeValue(`query parameter ${parameter.name}`, parameter, queryOf(request, parameter)),
    ),
  ]
  return parts.length === 0 ? { holds: 'yes', why: 'it takes everything' } : allOf(parts)
}

/** A caller without a version may be any version of the service. */
function judgeCaller(wanted: string, caller: string | undefined): Judgement {
  if (caller === undefined) return { holds: 'maybe', why: `whether ${wanted} calls is not known` }
  const by = parseCaller(caller)
  if (isCalledBy(wanted, by)) return { holds: 'yes', why: `${caller} calls` }
  if (by.version === null && parseCaller(wanted).service === by.service)
    return { holds: 'maybe', why: `which version of ${by.service} calls is not known, the rule is for ${wanted}` }
  return { holds: 'no', why: `${caller} calls, the rule is for ${wanted}` }
}

/** Prefix looks at the path with its query, exact and regex at the path alone. Source: Envoy, RouteMatch. */
function judgePath(match: PathMatch, path: string | undefined): Judgement {
  if (path === undefined) return { holds: 'maybe', why: 'the path is not known' }
  const bare = withoutQuery(path)
  const parts: Judgement[] = []
  if (match.exact !== undefined) parts.push(judgeValue('the path', { exact: match.exact }, bare))
  if (match.prefix !== undefined) {
    const isUnder = path.startsWith(match.prefix)
    parts.push({ holds: isUnder ? 'yes' : 'no', why: `the path ${bare} is ${isUnder ? '' : 'not '}under ${match.prefix}` })
  }
  if (match.regex !== undefined) parts.push(judgeRegex('the path', match.regex, bare))
  return allOf(parts)
}

function judgeGrpc({ service, method }: NonNullable<RuleMatch['grpc']>, path: string | undefined): Judgement {
  if (path === undefined) return { holds: 'maybe', why: 'the gRPC method is not known' }
  const wanted = method === undefined ? `/${service}/` : `/${service}/${method}`
  const isMet = method === undefined ? path.startsWith(wanted) : withoutQuery(path) === wanted
  return {
    holds: isMet ? 'yes' : 'no',
    why: `the gRPC method is ${path}, the rule ${isMet ? 'takes' : 'wants'} ${wanted}${method === undefined ? '*' : ''}`,
  }
}

export const withoutQuery = (path: string): string => path.replace(/[?#].*$/s, '')

/** undefined: the headers are not known. */
function headerOf({ headers }: AskedRequest, name: string): string | null | undefined {
  return headers ? (headers[name.toLowerCase()] ?? null) : undefined
}

/** The first value under the name, as it stands: Envoy does not decode it. */
function queryOf({ path }: AskedRequest, { name }: QueryParamMatch): string | null | undefined {
  if (path === undefined) return undefined
  const start = path.indexOf('?')
  const query = start < 0 ? '' : path.slice(start + 1).replace(/#.*$/s, '')
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=')
    const [key, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
    if (key === name && pair !== '') return value
  }
  return null
}
