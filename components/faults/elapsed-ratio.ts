/** Share of the planned time that is over, 0..1. */
export function elapsedRatio(startMs: number, endsAtMs: number, nowMs: number): number {
  if (endsAtMs <= startMs) return 1
  return Math.min(1, Math.max(0, (nowMs - startMs) / (endsAtMs - startMs)))
}
