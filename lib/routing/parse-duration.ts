const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds of `250ms`, `1.5s`, `2m`, `1h`; null for anything else. Never negative. */
export function parseDurationMs(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text)
  const unit = match?.[2] ? unitMs[match[2]] : undefined
  return match?.[1] && unit !== undefined ? Number(match[1]) * unit : null
}
