const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A time as the API takes it – `now-15m`, ISO 8601, epoch ms –, moved back by so many ms. What is none of them stays, for the API to refuse. */
export function shiftTime(text: string, backMs: number): string {
  const relative = /^now(?:-(\d+(?:\.\d+)?)(ms|s|m|h|d))?$/.exec(text)
  if (relative) {
    const ms = Number(relative[1] ?? 0) * (unitMs[relative[2] ?? 'ms'] ?? 1) + backMs
    return ms === 0 ? 'now' : ms % 1000 === 0 ? `now-${ms / 1000}s` : `now-${ms}ms`
  }
  const at = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(at) && Math.abs(at - backMs) < 8e15 ? new Date(at - backMs).toISOString() : text
}
