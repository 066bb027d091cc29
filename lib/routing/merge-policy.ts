import type { DestinationSettings, Policy, Rule } from '@/lib/mesh/policy'
import { mergeOrder } from './merge-order'

/** One place that both sides changed, each in its own way; values as JSON of the document, null where a side has none. */
export type MergeConflict = { path: string; base: string | null; mine: string | null; theirs: string | null }
/** mine: the merged policy where every conflict is decided for mine. */
export type Merged = { ok: true; policy: Policy } | { ok: false; conflicts: MergeConflict[]; mine: Policy }

type Fields = Readonly<Record<string, unknown>>

/**
 * Two edits of one policy as one: what only one side changed since `base` is taken from it. Rules are told apart by name and merged part by part (match, backends,
 * timeout … each whole, as its inside hangs together), destination settings setting by setting. Both sides changing one part differently, one removing what the
 * other changed, or both reordering rules, is a conflict; all of them are found. Whether the result makes sense is checkPolicy's to say.
 */
export function mergePolicy(base: Policy, mine: Policy, theirs: Policy): Merged {
  const conflicts: MergeConflict[] = []
  const rules = mergeRules(base.rules, mine.rules, theirs.rules, conflicts)
  const destination = mergeDestination(base.destination, mine.destination, theirs.destination, conflicts)
  const policy = { service: theirs.service, rules, ...(destination && { destination }) }
  return conflicts.length > 0 ? { ok: false, conflicts, mine: policy } : { ok: true, policy }
}

function mergeRules(base: readonly Rule[], mine: readonly Rule[], theirs: readonly Rule[], conflicts: MergeConflict[]): Rule[] {
  const names = (rules: readonly Rule[]): string[] => rules.map((rule) => rule.name)
  const order = mergeOrder(names(base), names(mine), names(theirs))
  if (!order) conflicts.push({ path: 'the order of the rules', ...textsOf(names(base), names(mine), names(theirs)) })
  const [ofBase, ofMine, ofTheirs] = [byName(base), byName(mine), byName(theirs)]
  const every = order ?? mergeOrder(names(theirs), names(mine), names(theirs)) ?? names(mine)
  return every.flatMap((name) => {
    const path = `rule ${name}`
    const [was, own, other] = [ofBase.get(name), ofMine.get(name), ofTheirs.get(name)]
    if (was && own && other) return [asRule(mergeFields(path, was, own, other, conflicts))]
    const whole = mergeValue(path, was, own, other, conflicts)
    return whole === undefined ? [] : [asRule(whole)]
  })
}

const byName = (rules: readonly Rule[]): Map<string, Rule> => new Map(rules.map((rule) => [rule.name, rule]))

/** Parts whose settings stand alone; the inside of the others hangs together. */
const settingBySetting: readonly string[] = ['circuitBreaker', 'connectionPool', 'outlier'] satisfies (keyof DestinationSettings)[]

function mergeDestination(
  base: DestinationSettings | undefined,
  mine: DestinationSettings | undefined,
  theirs: DestinationSettings | undefined,
  conflicts: MergeConflict[],
): DestinationSettings | undefined {
  const merged: Record<string, unknown> = {}
  const [was, own, other]: [Fields, Fields, Fields] = [base ?? {}, mine ?? {}, theirs ?? {}]
  for (const part of keysOf(was, own, other)) {
    const path = `destination: ${part}`
    const value = settingBySetting.includes(part)
      ? mergeFields(path, asFields(was[part]), asFields(own[part]), asFields(other[part]), conflicts)
      : mergeValue(path, was[part], own[part], other[part], conflicts)
    const isEmptied = settingBySetting.includes(part) && Object.keys(asFields(value)).length === 0
    if (value !== undefined && !isEmptied) merged[part] = value
  }
  return Object.keys(merged).length > 0 ? asDestination(merged) : undefined
}

function mergeFields(path: string, base: Fields, mine: Fields, theirs: Fields, conflicts: MergeConflict[]): Fields {
  const merged: Record<string, unknown> = {}
  for (const key of keysOf(theirs, mine, base)) {
    const value = mergeValue(`${path}${path.includes(': ') ? '.' : ': '}${key}`, base[key], mine[key], theirs[key], conflicts)
    if (value !== undefined) merged[key] = value
  }
  return merged
}

function mergeValue(path: string, base: unknown, mine: unknown, theirs: unknown, conflicts: MergeConflict[]): unknown {
  if (isSame(mine, theirs) || isSame(mine, base)) return theirs
  if (isSame(theirs, base)) return mine
  conflicts.push({ path, ...textsOf(base, mine, theirs) })
  return mine
}

const keysOf = (...sides: Fields[]): string[] => [...new Set(sides.flatMap(Object.keys))]

const textsOf = (base: unknown, mine: unknown, theirs: unknown): Omit<MergeConflict, 'path'> => ({
  base: toText(base),
  mine: toText(mine),
  theirs: toText(theirs),
})
const toText = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))
const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)

/** The same text for the same value, whatever the order of its keys; an undefined field is no field. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'absent'
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`)
    .join()}}`
}

// What is merged comes field by field from documents of these very types.
function asRule(value: unknown): Rule {
  return value as Rule
}
function asDestination(value: Fields): DestinationSettings {
  return value as DestinationSettings
}
function asFields(value: unknown): Fields {
  return (value ?? {}) as Fields
}
