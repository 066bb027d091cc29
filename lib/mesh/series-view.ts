import type { Millis } from './names'

export type SeriesAnnotation = { at: Millis; kind: 'change' | 'canary_step' | 'fault_start' | 'fault_end'; id: string; text: string }
/** points: per metric, `[time, value]` in order of time; null is a gap. */
export type SeriesView = { points: Record<string, [Millis, number | null][]>; stepSeconds: number; annotations: SeriesAnnotation[] }
