import { queryOptions } from '@tanstack/react-query'
import { callApi, toQuery } from './client'
import { type SeriesMetric, seriesResponseSchema } from './series'

export type SeriesQuery = {
  /** `service:<id>`, `version:<id>`, `instance:<id>` or `edge:<id>`. */
  subject: string
  metrics: readonly SeriesMetric[]
  from?: string | undefined
  to?: string | undefined
  maxPoints?: number | undefined
  sample?: 'steps' | 'extremes' | undefined
}

export const seriesQuery = ({ metrics, ...request }: SeriesQuery) =>
  queryOptions({
    queryKey: ['series', request, metrics],
    queryFn: ({ signal }) =>
      callApi(seriesResponseSchema, `/api/v1/series${toQuery({ ...request, metrics: metrics.join(',') })}`, { signal }),
  })
