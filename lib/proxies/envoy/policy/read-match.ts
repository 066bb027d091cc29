import type { HeaderMatch, PathMatch, QueryParamMatch, RuleMatch } from '@/lib/mesh/policy'
import { asArray, asObject, asText, type JsonObject } from '../json'
import { reportOthers, type Unread } from './unread'

/** A RouteMatch as a rule's match; null where it takes everything. `base`: the gateway's own path, which is no match. */
export function readMatch(match: JsonObject, base: string, unread: Unread): RuleMatch | null {
  reportOthers(match, ['prefix', 'path', 'safe_regex', 'headers', 'query_parameters'], unread, 'match')
  const path = readPath(match, base)
  const headers = asArray(match.headers).map(asObject)
  const isBase = (header: JsonObject): boolean => header.name === ':path' && asObject(header.string_match).prefix === base
  const method = headers.find((header) => header.name === ':method')
  const others = headers.filter((header) => header !== method && !isBase(header))
  const params = asArray(match.query_parameters).map(asObject)
  const rule: RuleMatch = {
    ...(path && { path }),
    ...(method && { method: asText(exactOf(method)) }),
    ...(others.length > 0 && { headers: others.map((header) => readTest(header, unread)) }),
    ...(params.length > 0 && { queryParams: params.map((param) => readTest(param, unread)) }),
  }
  return Object.keys(rule).length > 0 ? rule : null
}

function readPath(match: JsonObject, base: string): PathMatch | null {
  const regex = asText(asObject(match.safe_regex).regex)
  if (regex) return { regex }
  if (asText(match.path)) return { exact: asText(match.path) }
  const prefix = asText(match.prefix)
  return prefix === base || prefix === '/' || prefix === '' ? null : { prefix }
}

const exactOf = (matcher: JsonObject): unknown => asObject(matcher.string_match).exact ?? matcher.exact_match

/** A header or query matcher. */
function readTest(matcher: JsonObject, unread: Unread): HeaderMatch & QueryParamMatch {
  const name = asText(matcher.name)
  const exact = exactOf(matcher)
  const text = asObject(matcher.string_match)
  reportOthers(matcher, ['name', 'string_match', 'exact_match', 'present_match', 'invert_match'], unread, `match of ${name}`)
  reportOthers(text, ['exact', 'safe_regex'], unread, `match of ${name}`)
  const isInverted = matcher.invert_match === true
  if (isInverted && (typeof exact === 'string' || text.safe_regex !== undefined)) unread(`match of ${name}.invert_match`)
  if (typeof exact === 'string') return { name, exact }
  if (text.safe_regex !== undefined) return { name, regex: asText(asObject(text.safe_regex).regex) }
  return { name, present: (matcher.present_match ?? true) !== isInverted }
}
