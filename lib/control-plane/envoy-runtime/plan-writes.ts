import type { RuntimeValue } from '@/lib/mesh/levers'
import type { Noted, NotedValue, Trouble, WantedValue } from './value-notes'

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
    if (!isOurs(key) && !isStoppedByUs(key, entry, now)) plan.lost.push(key)
    else {
      plan.set.set(key, '')
      plan.noted.set(key, { ...entry, values: [...new Set([...entry.values, now])] })
    }
  }
  return plan
}

/** The red button of the command line sets a fault's values to 0 on our behalf. The limit that every filter has by default stays with the lock, which gives it back. */
const isStoppedByUs = (key: string, { owner }: NotedValue, now: string): boolean =>
  now === '0' && owner.startsWith('fault:') && key !== 'fault.http.max_active_faults'

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

/**
 * Why not all that is wanted is in force, by whom it is wanted; empty where it is. A limit of held requests that somebody else set is his, and no harm: a fault is smaller by it, never larger.
 */
export function findTroubles(
  foreign: readonly { key: string; value: string }[],
  wanted: ReadonlyMap<string, WantedValue>,
  present: ReadonlyMap<string, RuntimeValue>,
  limits: readonly string[],
): Trouble[] {
  const taken = new Map(foreign.map(({ key, value }) => [key, value]))
  return [...wanted].flatMap(([key, { value, owner }]): Trouble[] => {
    const other = taken.get(key)
    if (limits.includes(key) || (other === undefined && present.get(key)?.final === value)) return []
    const words =
      other === undefined
        ? `${key} is set and does not count: another runtime layer overrides it`
        : `${key} = ${other} stands in its admin layer, set by somebody else: it is left alone`
    return [{ owner, words, about: value, ...(other !== undefined && { isForeign: true }) }]
  })
}
