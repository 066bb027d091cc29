import type { Bucket, RateLimit } from '@/lib/mesh/policy'
import { type CallerName, isCalledBy, parseCaller } from './caller-name'

/** The bucket of a rule in this caller's proxy: the one for its version, else for its service, else everybody's. */
export function bucketOf({ callers = [], ...everybody }: RateLimit, caller: CallerName): Bucket {
  const own = callers.filter((entry) => isCalledBy(entry.caller, caller))
  return own.find((entry) => parseCaller(entry.caller).version !== null) ?? own[0] ?? everybody
}
