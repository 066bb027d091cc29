import { asNumber, asText, type JsonObject } from './json'

const perHundred: Readonly<Record<string, number>> = { HUNDRED: 1, TEN_THOUSAND: 100, MILLION: 10_000 }

/** A FractionalPercent of proto JSON as per cent, 0..100; default values are left out of it. */
export const toFractionPercent = (fraction: JsonObject): number =>
  asNumber(fraction.numerator) / (perHundred[asText(fraction.denominator) || 'HUNDRED'] ?? 1)

/**
 * A runtime value as per cent. A plain number is per hundred. `/runtime` prints a FractionalPercent as debug text of protobuf with a random prefix, in which
 * a default of 0 or HUNDRED may be missing. 0 for a text without any number.
 */
export function parseRuntimePercent(text: string): number {
  const plain = Number(text)
  if (text.trim() !== '' && !Number.isNaN(plain)) return plain
  const numerator = /\bnumerator\b[^0-9]*([0-9.]+(?:e\+?\d+)?)/i.exec(text)?.[1]
  const denominator = /\b(HUNDRED|TEN_THOUSAND|MILLION)\b/.exec(text)?.[1] ?? 'HUNDRED'
  return Number(numerator ?? 0) / (perHundred[denominator] ?? 1)
}
