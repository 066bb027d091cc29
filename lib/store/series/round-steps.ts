import type { Millis } from '@/lib/mesh/names'
import { ceilTo, dayMs, hourMs, minuteMs, quarterMs } from './spans'

/** Lengths of a point, ascending. */
export const roundSteps: readonly number[] = [
  10_000,
  15_000,
  30_000,
  ...[1, 2, 3, 5, 10].map((minutes) => minutes * minuteMs),
  quarterMs,
  30 * minuteMs,
  ...[1, 2, 3, 6, 12].map((hours) => hours * hourMs),
  dayMs,
]

/** The shortest round step that needs no more than `maxPoints`; steps begin at whole multiples of themselves, so that points do not wander. */
export function stepFor(from: Millis, to: Millis, maxPoints: number): number {
  const fits = (step: number): boolean => Math.ceil(to / step) - Math.floor(from / step) <= maxPoints
  return roundSteps.find(fits) ?? ceilTo((to - from) / Math.max(1, maxPoints - 1), dayMs)
}
