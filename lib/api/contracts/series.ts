import { type SeriesMetric, seriesMetricSchema, seriesRequestSchema, seriesResponseSchema } from '@/lib/api/series'
import { toIso } from '@/lib/api/wire/time'
import type { Millis } from '@/lib/mesh/names'
import type { SeriesView } from '@/lib/mesh/series-view'
import { BadInput, defineContract } from './contract'
import { parseRange } from './range'
import { parseSeriesSubject, type SeriesSubject } from './series-subject'

export type GetSeriesInput = {
  subject: SeriesSubject
  metrics: SeriesMetric[]
  from: Millis
  to: Millis
  maxPoints: number
  sample: 'steps' | 'extremes'
}

export const getSeriesContract = defineContract({
  method: 'GET',
  path: '/api/v1/series',
  summary: 'Numbers of one service, version, instance or edge over time (default: the last 15 minutes)',
  query: seriesRequestSchema,
  response: seriesResponseSchema,
  errors: ['not_found'],
  toInput: ({ query, now }): GetSeriesInput => ({
    ...parseRange(query, now, 15 * 60_000),
    subject: parseSeriesSubject(query.subject),
    metrics: parseMetrics(query.metrics),
    maxPoints: query.maxPoints,
    sample: query.sample,
  }),
  toWire: (series: SeriesView) => ({ ...series, annotations: series.annotations.map((note) => ({ ...note, at: toIso(note.at) })) }),
})

function parseMetrics(text: string): SeriesMetric[] {
  return text.split(',').map((name) => {
    const metric = seriesMetricSchema.safeParse(name.trim())
    if (metric.success) return metric.data
    throw new BadInput('metrics', `"${name.trim()}" is no metric: ${seriesMetricSchema.options.join(', ')}`)
  })
}
