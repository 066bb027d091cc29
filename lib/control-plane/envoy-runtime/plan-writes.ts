import type { RuntimeValue } from '@/lib/mesh/levers'
import type { Noted, NotedValue, WantedValue } from './value-notes'

/**
 * set: what to post, an empty value takes one out. noted: what must be on disk before that, so that whoever comes after a crash knows what may be there.
 * foreign: wanted keys that somebody else holds. lost: noted keys that somebody else has taken over since, which are his now.
 */
export type WritePlan = {
  set: Map<string, string>
  noted: Map<string, NotedValue>
  foreign: { key: string; value: string }[]
  lost: string[]
}

/** What to change in a proxy's admin layer. Only what was noted is ever overwritten or taken out: a value of somebody else stays, and is told. */
export function planWrites(wanted: ReadonlyMap<string, WantedValue>, noted: Noted, present: ReadonlyMap<string, RuntimeValue>): WritePlan {
  const plan: WritePlan = { set: new Map(), noted: new Map(), foreign: [], lost: [] }
  const presentOf = (key: string): string => present.get(key)?.admin ?? ''
  const isOurs = (key: string): boolean => noted.get(key)?.values.includes(presentOf(key)) ?? false
  for (const [key, { value, owner }] of wanted) {
    const now = presentOf(key)
    if (now !== '' && !isOurs(key)) {
      plan.foreign.push({ key, value: now })
      continue
    }
    if (now !== value) plan.set.set(key, value)
    plan.noted.set(key, { values: now === '' || now === value ? [value] : [now, value], owner })
  }
  for (const [key, entry] of noted) {
    if (wanted.has(key)) continue
    const now = presentOf(key)
    if (now === '') continue
    if (!isOurs(key)) plan.lost.push(key)
    else {
      plan.set.set(key, '')
      plan.noted.set(key, entry)
    }
  }
  return plan
}

/** What of the notes still stands once the proxy was read again. */
export function settleNotes(
  noted: Noted,
  wanted: ReadonlyMap<string, WantedValue>,
  present: ReadonlyMap<string, RuntimeValue>,
): Map<string, NotedValue> {
  const kept = new Map<string, NotedValue>()
  for (const [key, { values, owner }] of noted) {
    const now = present.get(key)?.admin ?? ''
    if (now !== '' && values.includes(now)) kept.set(key, { values: [now], owner })
    else if (now === '' && wanted.has(key)) kept.set(key, { values, owner })
  }
  return kept
}

/** Wanted values that do not count: another layer overrides them, or they are not there. */
const notInForce = (wanted: ReadonlyMap<string, WantedValue>, present: ReadonlyMap<string, RuntimeValue>): string[] =>
  [...wanted].flatMap(([key, { value }]) => (present.get(key)?.final === value ? [] : [key]))

/**
 * Why not all that is wanted is in force, in words; null where it is. A limit of held requests that somebody else set is his, and no harm: a fault is smaller by it, never larger.
 */
export function findTrouble(
  foreign: readonly { key: string; value: string }[],
  wanted: ReadonlyMap<string, WantedValue>,
  present: ReadonlyMap<string, RuntimeValue>,
  limits: readonly string[],
): string | null {
  const taken = foreign.find(({ key }) => !limits.includes(key))
  if (taken) return `${taken.key} = ${taken.value} stands in its admin layer, set by somebody else: it is left alone`
  const idle = notInForce(wanted, present).filter((key) => !limits.includes(key))
  return idle.length === 0 ? null : `${idle.join(', ')} is set and does not count: another runtime layer overrides it`
}
