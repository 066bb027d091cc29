/**
 * Milliseconds until the first whole window after `sinceMs` ends: the one that begins with the proxy's first reading after it. 0 where that is due;
 * null where the proxy is not read. `lastAnswerMs` is when it answered last; readings come every `intervalMs`, give or take their jitter.
 */
export function untilWindow(sinceMs: number, lastAnswerMs: number | null, intervalMs: number, nowMs: number): number | null {
  if (lastAnswerMs === null) return null
  const begins = lastAnswerMs >= sinceMs ? lastAnswerMs : lastAnswerMs + intervalMs
  return Math.max(0, begins + intervalMs - nowMs)
}
