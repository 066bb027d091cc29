import type { RuleMatch, ValueTest } from '@/lib/mesh/policy'

/** A match as text that is equal for equal meaning: a gRPC method is a path, names of headers have no case, order does not matter, the caller is left out. */
export function matchMeaning(match: RuleMatch | undefined): string {
  if (!match) return 'everything'
  const parts = [
    ...pathMeaning(match),
    ...(match.method === undefined ? [] : [`method ${match.method}`]),
    ...(match.headers ?? []).map((header) => testMeaning(header.name.toLowerCase(), header)).sort(),
    ...(match.queryParams ?? []).map((param) => testMeaning(`query ${param.name}`, param)).sort(),
  ]
  return parts.length === 0 ? 'everything' : parts.join(' and ')
}

function pathMeaning({ path, grpc }: RuleMatch): string[] {
  if (grpc) return [grpc.method === undefined ? `path under /${grpc.service}/` : `path = /${grpc.service}/${grpc.method}`]
  if (path?.regex !== undefined) return [`path matches ${path.regex}`]
  if (path?.exact !== undefined) return [`path = ${path.exact}`]
  return path?.prefix === undefined || path.prefix === '/' || path.prefix === '' ? [] : [`path under ${path.prefix}`]
}

function testMeaning(name: string, { exact, regex, present }: ValueTest): string {
  if (exact !== undefined) return `${name} = ${exact}`
  if (regex !== undefined) return `${name} matches ${regex}`
  return present === false ? `no ${name}` : `${name} present`
}
