/** Time left until `endsAtMs` as `2:18` or `1:04:09`; `0:00` when it is over. */
export function countdownText(endsAtMs: number, nowMs: number): string {
  const left = Math.max(0, Math.ceil((endsAtMs - nowMs) / 1000))
  const hours = Math.floor(left / 3600)
  const minutes = Math.floor((left % 3600) / 60)
  const seconds = String(left % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
}

/** Share of the planned time that is over, 0..1. */
export function elapsedRatio(startMs: number, endsAtMs: number, nowMs: number): number {
  if (endsAtMs <= startMs) return 1
  return Math.min(1, Math.max(0, (nowMs - startMs) / (endsAtMs - startMs)))
}
