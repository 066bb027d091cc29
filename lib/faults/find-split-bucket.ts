import type { Fault, FaultSpec } from '@/lib/mesh/fault'
import type { Policy } from '@/lib/mesh/policy'

type Scope = Pick<FaultSpec, 'service' | 'caller' | 'match'>

/**
 * Faults of different requests meet on a rule by copies of its route, one for each scope, and each copy of a route that limits its rate would have a bucket of its
 * own. Answers the first such rule, by its index, and two faults that would split it; null where none would.
 */
export function findSplitBucket<T extends Scope>(
  policy: Policy,
  faults: readonly T[],
): { rule: string; index: number; faults: [T, T] } | null {
  const index = policy.rules.findIndex((rule) => rule.rateLimit !== undefined)
  const name = policy.rules[index]?.name
  if (name === undefined) return null
  const own = faults.filter(({ service }) => service === policy.service)
  for (const [at, fault] of own.entries()) {
    const other = own.slice(at + 1).find((each) => doMeet(fault, each) && scopeOf(fault) !== scopeOf(each))
    if (other) return { rule: name, index, faults: [fault, other] }
  }
  return null
}

const doMeet = (a: Scope, b: Scope): boolean => a.caller === undefined || b.caller === undefined || a.caller === b.caller
const scopeOf = ({ match }: Scope): string => JSON.stringify(match ?? null)

export const splitBucketText = (rule: string, { id, actor }: Pick<Fault, 'id' | 'actor'>): string =>
  `rule ${rule} limits its rate, and fault ${id} of ${actor} is for other requests of it: that takes two routes in a proxy, and each would have a bucket of its own`
