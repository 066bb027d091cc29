/** Unknown JSON, looked into without trusting it: what is not there or of another type is empty. */
export type JsonObject = Record<string, unknown>

export function asObject(value: unknown): JsonObject {
  // An object that is no array can be read by string keys; every value stays unknown.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

export const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Proto JSON writes 64-bit numbers as text. NaN and absent are `otherwise`. */
export function asNumber(value: unknown, otherwise = 0): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN
  return Number.isNaN(number) ? otherwise : number
}

/** A page's text as an object; null where it is no JSON object. */
export function parseJsonObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? asObject(value) : null
  } catch {
    return null
  }
}
