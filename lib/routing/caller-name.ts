import type { ServiceName } from '@/lib/mesh/names'

export type CallerName = { service: ServiceName; version: string | null }

/** `shop/frontend` is every version of it, `shop/frontend@v2` that one. */
export function parseCaller(caller: string): CallerName {
  const at = caller.indexOf('@')
  return at < 0 ? { service: caller, version: null } : { service: caller.slice(0, at), version: caller.slice(at + 1) }
}

/** Whether `caller` of a rule means this calling service and version. A rule without a caller means everybody; a gateway has no version. */
export function isCalledBy(caller: string | undefined, by: CallerName): boolean {
  if (caller === undefined) return true
  const wanted = parseCaller(caller)
  return wanted.service === by.service && (wanted.version === null || wanted.version === by.version)
}
