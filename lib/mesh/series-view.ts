import type { Millis } from './names'

export type SeriesAnnotation = { at: Millis; kind: 'change' | 'canary_step' | 'fault_start' | 'fault_end'; id: string; text: string }
/** points: per metric, `[time, value]` in order of time; null is a gap. */
export type SeriesView = { points: Record<string, [Millis, number | null][]>; stepSeconds: number; annotations: SeriesAnnotation[] }

/** boundsMs: of the rows, ascending, the last may be Infinity. counts: requests per row, null where no window ends in the step: a longer one counts where it ends. stepMs null: nothing is known of the subject. */
export type LatencyColumns = { boundsMs: number[]; columns: { at: Millis; counts: number[] | null }[]; stepMs: number | null }
