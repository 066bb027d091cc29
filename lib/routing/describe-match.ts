import type { RuleMatch, ValueTest } from '@/lib/mesh/policy'

/** `from shop/frontend with header x-tester: yes`; empty for a rule that takes everything. */
export function describeMatch(match: RuleMatch | undefined): string {
  if (!match) return ''
  const { caller, method, path, grpc, headers = [], queryParams = [] } = match
  const parts: string[] = []
  if (caller !== undefined) parts.push(`from ${caller}`)
  if (method !== undefined) parts.push(`with method ${method}`)
  if (path?.exact !== undefined) parts.push(`for path ${path.exact}`)
  else if (path?.regex !== undefined) parts.push(`for paths that match ${path.regex}`)
  else if (path?.prefix !== undefined && path.prefix !== '/') parts.push(`for paths under ${path.prefix}`)
  if (grpc) parts.push(grpc.method === undefined ? `for gRPC service ${grpc.service}` : `for gRPC method ${grpc.service}/${grpc.method}`)
  parts.push(...headers.map((header) => describeTest(`header ${header.name}`, header)))
  parts.push(...queryParams.map((param) => describeTest(`query parameter ${param.name}`, param)))
  return parts.join(' ')
}

function describeTest(what: string, { exact, regex, present }: ValueTest): string {
  if (exact !== undefined) return `with ${what}: ${exact}`
  if (regex !== undefined) return `with ${what} that matches ${regex}`
  return present === false ? `without ${what}` : `with ${what}`
}
