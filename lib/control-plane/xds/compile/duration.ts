const millisPer: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A policy's `250ms`, `3s`, `1m` as proto JSON (`0.25s`). Throws on anything else: documents are checked before they are stored. */
export function toProtoDuration(text: string): string {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text)
  const unit = millisPer[match?.[2] ?? '']
  if (!match?.[1] || unit === undefined) throw new Error(`not a duration: ${text}`)
  return toProtoSeconds(Number(match[1]) * unit)
}

/** Milliseconds as proto JSON seconds, at most nine decimals. */
export const toProtoSeconds = (millis: number): string => `${Number((millis / 1000).toFixed(9))}s`
