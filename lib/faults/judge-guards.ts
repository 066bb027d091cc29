import type { Fault, Guard } from '@/lib/mesh/fault'
import { formatMs, formatRatio } from '@/lib/mesh/format'
import { mergeHistograms } from '@/lib/metrics/histogram'
import { quantileBounds } from '@/lib/metrics/quantile'
import type { GuardWindow } from './fault-observation'

const windowsJudged = 3
const enoughRequests = 20

/**
 * The reason to stop a fault, in words; null while every guard holds. A guard trips when its metric is above its bound over the newest three windows that
 * began after the fault, with at least 20 requests in them. Latency counts only when it is surely above: the lower end of its interval.
 * A plain threshold, re-read each round: it can trip by chance near its bound. The sequential test of the canaries will take its place.
 */
export function judgeGuards(fault: Pick<Fault, 'guards' | 'at'>, readings: readonly (readonly GuardWindow[])[]): string | null {
  for (const [index, guard] of (fault.guards ?? []).entries()) {
    const windows = (readings[index] ?? []).filter((window) => window.from >= fault.at).sort((a, b) => b.to - a.to)
    const reason = judge(guard, windows.slice(0, windowsJudged))
    if (reason) return reason
  }
  return null
}

function judge(guard: Guard, windows: readonly GuardWindow[]): string | null {
  const requests = windows.reduce((sum, window) => sum + window.requests, 0)
  if (requests < enoughRequests) return null
  if (guard.metric === 'errorRatio') {
    const ratio = windows.reduce((sum, window) => sum + window.errors, 0) / requests
    return ratio > guard.above ? `errors of ${guard.service} are ${formatRatio(ratio)}, above ${formatRatio(guard.above)}` : null
  }
  const bounds = quantileBounds(mergeHistograms(windows.map((window) => window.latency)), guard.metric === 'p95' ? 0.95 : 0.99)
  return bounds && bounds[0] > guard.above
    ? `${guard.metric} of ${guard.service} is over ${formatMs(bounds[0])}, above ${formatMs(guard.above)}`
    : null
}
