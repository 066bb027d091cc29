export type Path = readonly (string | number)[]

/** What stands at a path of a document of any shape; undefined where it leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  let at: unknown = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = asFields(at)[key]
  }
  return at
}

/**
 * The document with another value at a path; undefined takes it out, and with it every part above that is empty then. The document itself is left as it is.
 * What the path leads through and is not there, or is no collection, is made.
 */
export function setAt(value: unknown, path: Path, next: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return next
  const below = valueAt(value, [key])
  const changed = setAt(below, rest, next)
  const isGone = changed === undefined || (rest.length > 0 && next === undefined && isEmpty(changed))
  if (typeof key === 'number') {
    const items = Array.isArray(value) ? [...value] : []
    if (isGone) items.splice(key, 1)
    else items[key] = changed
    return items
  }
  const fields = isFields(value) ? { ...value } : {}
  if (!isGone) return { ...fields, [key]: changed }
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key))
}

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** Whether a value has keys of its own, as a document has. */
export const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same values in the same places; the order of keys does not matter, an undefined field is no field. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [asFields(a), asFields(b)]
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => isSame(left[key], right[key]))
}

// An object or a list seen by its keys: what is read from it stays unknown.
function asFields(value: object): Readonly<Record<string | number, unknown>> {
  return value as Readonly<Record<string | number, unknown>>
}
