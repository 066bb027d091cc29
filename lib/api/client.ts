import type { z } from 'zod'
import { type ErrorBody, errorBodySchema } from './common'

/** `unreachable`: no answer came; `malformed`: an answer came that is not ours. The rest are the API's own codes. */
export type ApiErrorCode = ErrorBody['error']['code'] | 'unreachable' | 'malformed'

/** The one shape in which any call fails. The message is for a person. `status` is 0 where no answer came. */
export class ApiError extends Error {
  readonly code: ApiErrorCode
  readonly status: number
  readonly details: unknown
  readonly requestId: string | null
  constructor(code: ApiErrorCode, status: number, message: string, details?: unknown, requestId: string | null = null) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.details = details
    this.requestId = requestId
  }
}

export type CallOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  /** The revision that the edit is based on. */
  ifMatch?: number
  signal?: AbortSignal
}

/** One call: answers the parsed body, or throws an `ApiError`. `path` starts with `/api/v1/`. */
export async function callApi<T extends z.ZodType>(schema: T, path: string, options: CallOptions = {}): Promise<z.output<T>> {
  const response = await send(path, options)
  const text = await orUnreachable(response.text(), options)
  if (!response.ok) throw toApiError(response.status, text)
  const body = parseJson(text)
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]
  throw new ApiError(
    'malformed',
    response.status,
    `The answer of ${path} is not as described: ${where?.path.join('.')} ${where?.message ?? ''}`,
  )
}

async function send(path: string, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`
  const answer = fetch(path, {
    method: options.method ?? 'GET',
    headers,
    credentials: 'same-origin',
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  })
  return orUnreachable(answer, options)
}

/** An answer that breaks off is none. */
async function orUnreachable<T>(answer: Promise<T>, options: CallOptions): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    if (options.signal?.aborted) throw cause
    throw new ApiError('unreachable', 0, 'Outrider does not answer. It may be restarting, or the network is down.')
  }
}

/** The error of an answer that is not 2xx, whatever its body is. */
export function toApiError(status: number, text: string): ApiError {
  const parsed = errorBodySchema.safeParse(parseJson(text))
  if (!parsed.success) return new ApiError('malformed', status, `Outrider answered ${status} without saying why.`)
  const { code, message, details, requestId } = parsed.data.error
  return new ApiError(code, status, message, details, requestId)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Query part of a URL from the given values; absent ones are left out. Answers `''` or `?a=b&c=d`. */
export function toQuery(values: Record<string, string | number | boolean | null | undefined>): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== null && value !== '') parts.set(name, String(value))
  const text = parts.toString()
  return text === '' ? '' : `?${text}`
}

/** `shop/reviews` as two path segments; hostile names stay inside their segment. */
export const toPath = (name: string): string => name.split('/').map(encodeURIComponent).join('/')
