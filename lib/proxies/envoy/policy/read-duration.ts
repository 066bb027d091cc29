import { asText } from '../json'

/** Proto JSON `0.250s` as the product writes durations: `250ms`, `3s`; undefined for an absent one. */
export function readDuration(json: unknown): string | undefined {
  const match = /^(\d+(?:\.\d+)?)s$/.exec(asText(json))
  if (!match) return undefined
  const millis = Math.round(Number(match[1]) * 1_000_000) / 1000
  return millis % 1000 === 0 ? `${millis / 1000}s` : `${millis}ms`
}
