import { latenciesRequestSchema, latenciesResponseSchema } from '@/lib/api/latencies'
import type { Millis } from '@/lib/mesh/names'
import type { LatencyColumns } from '@/lib/mesh/series-view'
import { defineContract } from './contract'
import { parseRange } from './range'
import { parseSeriesSubject, type SeriesSubject } from './series-subject'

export type GetLatenciesInput = { subject: SeriesSubject; from: Millis; to: Millis; maxColumns: number; maxRows: number }

export const getLatenciesContract = defineContract({
  method: 'GET',
  path: '/api/v1/latencies',
  summary: 'How many requests of a service, version, instance or edge were how slow, over time (default: the last 15 minutes)',
  query: latenciesRequestSchema,
  response: latenciesResponseSchema,
  errors: ['not_found'],
  toInput: ({ query, now }): GetLatenciesInput => ({
    ...parseRange(query, now, 15 * 60_000),
    subject: parseSeriesSubject(query.subject),
    maxColumns: query.maxColumns,
    maxRows: query.maxRows,
  }),
  toWire: ({ boundsMs, columns, stepMs }: LatencyColumns) => ({
    boundsMs: boundsMs.map((bound) => (Number.isFinite(bound) ? bound : null)),
    columns,
    stepSeconds: (stepMs ?? 0) / 1000,
  }),
})
