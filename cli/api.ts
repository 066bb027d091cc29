import type { z } from 'zod'
import { toApiError } from '@/lib/api/client'

/** What of a contract a caller needs. */
type Call<R extends z.ZodType> = { method: string; path: string; response: R }
export type CallParts = {
  params?: Record<string, string>
  query?: Record<string, string | number | undefined>
  body?: unknown
  ifMatch?: number
  /** Called with the revision of a strong ETag, where the answer has one. */
  onEtag?: (revision: number) => void
}
export type Api = <R extends z.ZodType>(call: Call<R>, parts?: CallParts) => Promise<z.output<R>>

/** The text of an answer, piece by piece as it comes. */
export type Stream = (path: string, query?: CallParts['query']) => AsyncIterable<string>

/** A failure that is told in one line and ends the command with code 1. `details`: what the API's error carries. */
export class CliError extends Error {
  readonly details: unknown
  constructor(message: string, details?: unknown) {
    super(message)
    this.details = details
  }
}

/** Calls an Outrider over its HTTP API, and nothing behind it. */
export function createApi(url: string, token: string | undefined): Api {
  return async (call, parts = {}) => {
    const address = withQuery(toAddress(url, fill(call.path, parts.params ?? {})), parts.query)
    const headers = toHeaders(token, 'application/json')
    if (parts.ifMatch !== undefined) headers['if-match'] = `"${parts.ifMatch}"`
    if (parts.body !== undefined) headers['content-type'] = 'application/json'
    const init = { method: call.method, headers, ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }) }
    const response = await send(address, init, url)
    const text = await response.text()
    if (!response.ok) throw toCliError(response.status, text)
    const tag = /^"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1]
    if (tag !== undefined) parts.onEtag?.(Number(tag))
    return parse(call.response, text, url)
  }
}

export function createStream(url: string, token: string | undefined): Stream {
  return async function* (path, query) {
    const response = await send(withQuery(toAddress(url, path), query), { headers: toHeaders(token, '*/*') }, url)
    if (!response.ok) throw toCliError(response.status, await response.text())
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) yield decoder.decode(chunk, { stream: true })
  }
}

function withQuery(address: URL, query: CallParts['query']): URL {
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) address.searchParams.set(name, String(value))
  return address
}

const toHeaders = (token: string | undefined, accept: string): Record<string, string> => ({
  accept,
  'x-outrider-client': 'cli',
  ...(token && { authorization: `Bearer ${token}` }),
})

function toCliError(status: number, text: string): CliError {
  const error = toApiError(status, text)
  return new CliError(`${error.message}  (${error.code}${error.requestId ? `, request ${error.requestId}` : ''})`, error.details)
}

function toAddress(url: string, path: string): URL {
  const base = url.replace(/\/+$/, '')
  if (/^https?:\/\//.test(base) && URL.canParse(base + path)) return new URL(base + path)
  throw new CliError(`"${url}" is no address of an Outrider: write http://127.0.0.1:3000`)
}

async function send(address: URL, init: RequestInit, url: string): Promise<Response> {
  try {
    return await fetch(address, init)
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new CliError(`No Outrider answers at ${url} (${cause}). Start one, or name it with --url or OUTRIDER_URL.`)
  }
}

function parse<R extends z.ZodType>(schema: R, text: string, url: string): z.output<R> {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new CliError(`${url} answers, but not as an Outrider does.`)
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new CliError(
    `${url} answers otherwise than this version expects: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
  )
}

const fill = (path: string, params: Record<string, string>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => (params[name] ?? '').split('/').map(encodeURIComponent).join('/'))

/** `shop/reviews` as the two parts of its address. */
export function serviceParams(service: string): { ns: string; name: string } {
  const slash = service.indexOf('/')
  if (slash <= 0) throw new CliError(`"${service}" is no service: write namespace/name, e.g. shop/reviews`)
  return { ns: service.slice(0, slash), name: service.slice(slash + 1) }
}
