import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { ApiError, callApi, toApiError } from './client'
import { sessionResponseSchema } from './session'

const livenessSchema = z.object({ status: z.string(), version: z.string() })
const readinessSchema = z.object({ status: z.string(), problems: z.array(z.string()) })
const notReadySchema = z.object({ problems: z.array(z.string()) })

export type Readiness = { isReady: boolean; problems: string[] }

/** That the process answers, and its version. */
export const livenessQuery = () =>
  queryOptions({ queryKey: ['healthz'], queryFn: ({ signal }) => callApi(livenessSchema, '/healthz', { signal }) })

/** Not ready is an answer here, not an error. */
export const readinessQuery = () =>
  queryOptions({ queryKey: ['readyz'], queryFn: ({ signal }) => readReadiness(signal), refetchInterval: 5000 })

async function readReadiness(signal: AbortSignal): Promise<Readiness> {
  try {
    const { problems } = await callApi(readinessSchema, '/readyz', { signal })
    return { isReady: true, problems }
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'unavailable') throw error
    const details = notReadySchema.safeParse(error.details)
    return { isReady: false, problems: details.success ? details.data.problems : [error.message] }
  }
}

/** Outrider's own metrics, as the page of text that they are. */
export const metricsQuery = () =>
  queryOptions({ queryKey: ['metrics'], queryFn: ({ signal }) => readMetrics(signal), refetchInterval: 10_000 })

async function readMetrics(signal: AbortSignal): Promise<string> {
  const response = await fetch('/metrics', { signal, credentials: 'same-origin' })
  const text = await response.text()
  if (!response.ok) throw toApiError(response.status, text)
  return text
}

/** Makes a session cookie from the token. */
export const logIn = (token: string) => callApi(sessionResponseSchema, '/api/v1/session', { method: 'POST', body: { token } })
