import type { Millis } from '@/lib/mesh/names'

export const minuteMs = 60_000
export const quarterMs = 15 * minuteMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export const floorTo = (at: Millis, step: number): Millis => Math.floor(at / step) * step
export const ceilTo = (at: Millis, step: number): Millis => Math.ceil(at / step) * step

/** Start of the minute a window belongs to, by its end: a window that ends on the full minute belongs to the minute before. */
export const minuteOf = (to: Millis): Millis => floorTo(to - 1, minuteMs)
