import type { Millis } from '@/lib/mesh/names'

/** The one place that reads the clock; everything else gets `now` as an argument. */
export const now = (): Millis => Date.now()
