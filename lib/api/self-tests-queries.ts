import { queryOptions } from '@tanstack/react-query'
import { callApi } from './client'
import { type SelfTestSpecWire, type SelfTestWire, selfTestSchema, selfTestsResponseSchema } from './self-tests'

const everyMs = 15_000

export const selfTestsQuery = () =>
  queryOptions({
    queryKey: ['self-tests'],
    queryFn: ({ signal }) => callApi(selfTestsResponseSchema, '/api/v1/self-tests', { signal }),
    refetchInterval: everyMs,
  })

export const startSelfTest = (spec: SelfTestSpecWire): Promise<SelfTestWire> =>
  callApi(selfTestSchema, '/api/v1/self-tests', { method: 'POST', body: spec })

export const stopSelfTest = (id: string, reason: string): Promise<SelfTestWire> =>
  callApi(selfTestSchema, `/api/v1/self-tests/${encodeURIComponent(id)}/stop`, { method: 'POST', body: { reason } })
