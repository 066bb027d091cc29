import type { ChartPoint } from '@/components/charts/time-chart'

export type AnswerRates = { before: number | null; during: number | null; after: number | null }
/** Epoch ms. loadedAt: when the last of its proxies had it, stoppedAt: when it was to end; null: not yet. */
export type FaultTimes = { at: number; loadedAt: number | null; stoppedAt: number | null; endedAt: number | null }

/**
 * Means of a series before, during and after a fault, of steps that lie wholly in one of them: a step across a border is of neither. null: no such step was measured.
 * `points` are the starts of steps of `stepMs`.
 */
export function answerRates(points: readonly ChartPoint[], stepMs: number, { at, loadedAt, stoppedAt, endedAt }: FaultTimes): AnswerRates {
  const meanOf = (from: number, to: number): number | null => {
    const values = points.flatMap(([start, value]) => (value !== null && start >= from && start + stepMs <= to ? [value] : []))
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
  }
  return {
    before: meanOf(Number.NEGATIVE_INFINITY, at),
    during: loadedAt === null ? null : meanOf(loadedAt, stoppedAt ?? Number.POSITIVE_INFINITY),
    after: endedAt === null ? null : meanOf(endedAt, Number.POSITIVE_INFINITY),
  }
}
