import type { HeaderMatch, RuleMatch } from '@/lib/mesh/policy'

/** `from shop/frontend with header x-tester: yes`; empty for a rule that takes everything. */
export function describeMatch(match: RuleMatch | undefined): string {
  if (!match) return ''
  const parts: string[] = []
  if (match.caller !== undefined) parts.push(`from ${match.caller}`)
  if (match.method !== undefined) parts.push(`with method ${match.method}`)
  if (match.path?.exact !== undefined) parts.push(`for path ${match.path.exact}`)
  else if (match.path?.prefix !== undefined && match.path.prefix !== '/') parts.push(`for paths under ${match.path.prefix}`)
  parts.push(...(match.headers ?? []).map(describeHeader))
  return parts.join(' ')
}

function describeHeader({ name, exact, present }: HeaderMatch): string {
  if (exact !== undefined) return `with header ${name}: ${exact}`
  return present === false ? `without header ${name}` : `with header ${name}`
}
