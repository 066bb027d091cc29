import { formatClock } from '@/lib/mesh/format-time'

const steps = [15e3, 30e3, 60e3, 120e3, 300e3, 900e3, 1800e3, 3600e3, 3 * 3600e3, 6 * 3600e3, 24 * 3600e3]

/** Round moments of a time axis, at most four steps, with their words. */
export function timeTicks(from: number, to: number): { at: number; text: string }[] {
  const step = steps.find((each) => (to - from) / each <= 4) ?? Math.ceil((to - from) / 4 / (24 * 3600e3)) * 24 * 3600e3
  const ticks: { at: number; text: string }[] = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push({ at, text: tickText(at, to - from) })
  return ticks
}

export const tickText = (at: number, spanMs: number): string => (spanMs <= 5 * 60_000 ? formatClock(at) : formatClock(at).slice(0, 5))
