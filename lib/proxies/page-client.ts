import { isIP, type Socket } from 'node:net'
import { buildConnector, Client, type Dispatcher } from 'undici'
import type { ProblemKind } from '@/lib/mesh/proxy'
import type { Target } from './proxy-reader'

/** Trouble with a page; caught by the adapter and answered as a value, never thrown at callers. */
export class PageProblem extends Error {
  readonly kind: ProblemKind
  /** Of an answer that was not 200; null otherwise. */
  readonly status: number | null
  constructor(kind: ProblemKind, message: string, status: number | null = null) {
    super(message)
    this.kind = kind
    this.status = status
  }
}

export type PageRequest = {
  method: 'GET' | 'POST'
  path: string
  onChunk(chunk: Buffer): void
  deadlineMs: number
  maxBytes: number
  signal: AbortSignal
}
export type PageAnswer = { sizeBytes: number; tookMs: number }

/**
 * One kept-alive connection to one target. `read` hands a page on chunk by chunk and fails with a `PageProblem` for whatever is not a whole, plain 200
 * within its deadline and byte cap. It follows no redirect and talks only to the address that was checked. Not for two reads at once.
 */
export class PageClient {
  private readonly client: Client
  private readonly base: string
  /** Bytes came that belong to no answer: the page before them was longer than it had said. */
  private hasExcess = false
  readonly url: string

  constructor(target: Target, connectTimeoutMs: number) {
    const url = new URL(target.url)
    this.url = target.url
    this.base = target.kind === 'envoy' ? url.pathname.replace(/\/+$/, '') : ''
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const allowed = target.allowedAddress ?? (isIP(host) ? host : null)
    const connect = checkedConnector(buildConnector({ timeout: connectTimeoutMs }), allowed)
    this.client = new Client(url.origin, {
      connect,
      pipelining: 1,
      keepAliveTimeout: 60_000,
      maxHeaderSize: 16_384,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    this.client.on('disconnect', (_origin, _targets, error) => {
      // undici's words for bytes that come when no request is open.
      this.hasExcess ||= error.message === 'bad response'
    })
  }

  async read(request: PageRequest): Promise<PageAnswer> {
    this.hasExcess = false
    let answer: PageAnswer
    try {
      answer = await this.attempt(request)
    } catch (error) {
      if (!(error instanceof StaleConnection) || request.method !== 'GET') throw error
      answer = await this.attempt(request)
    }
    // What follows an answer closes the connection, which is told after the next turn.
    await new Promise(setImmediate)
    await new Promise(setImmediate)
    if (this.hasExcess)
      throw new PageProblem('truncated', `${request.path} goes on after the ${answer.sizeBytes} bytes that it said it had`)
    return answer
  }

  close(): Promise<void> {
    return this.client.destroy()
  }

  private attempt(request: PageRequest): Promise<PageAnswer> {
    const startedAt = performance.now()
    return new Promise((resolve, reject) => {
      let controller: Dispatcher.DispatchController | null = null
      let isSettled = false
      let hasHead = false
      let sizeBytes = 0
      const settle = (problem: Error | null): void => {
        if (isSettled) return
        isSettled = true
        clearTimeout(timer)
        request.signal.removeEventListener('abort', onAbort)
        if (problem) {
          reject(problem)
          controller?.abort(problem)
        } else resolve({ sizeBytes, tookMs: performance.now() - startedAt })
      }
      const onAbort = (): void => settle(new PageProblem('unreachable', 'the reading was called off'))
      const late = `${request.path} took longer than ${Math.round(request.deadlineMs)} ms, all that was left for it`
      const timer = setTimeout(
        () => settle(new PageProblem('timeout', hasHead ? `${late}: ${sizeBytes} bytes had come` : `${late}: no answer`)),
        request.deadlineMs,
      )
      request.signal.addEventListener('abort', onAbort, { once: true })
      if (request.signal.aborted) return onAbort()
      this.client.dispatch(
        { method: request.method, path: this.base + request.path, headers: { accept: '*/*', 'accept-encoding': 'identity' } },
        {
          onRequestStart(started) {
            controller = started
            if (isSettled) started.abort(new PageProblem('unreachable', 'no longer wanted'))
          },
          onResponseStart(_controller, status, headers) {
            hasHead = true
            const problem = checkHead(request.path, status, headers, request.maxBytes)
            if (problem) settle(problem)
          },
          onResponseData(_controller, chunk) {
            sizeBytes += chunk.length
            if (sizeBytes > request.maxBytes) settle(tooLarge(request.path, request.maxBytes))
            if (!isSettled) request.onChunk(chunk)
          },
          onResponseEnd: () => settle(null),
          onResponseError: (_controller, error) => settle(toProblem(error, request.path, hasHead, sizeBytes)),
        },
      )
    })
  }
}

/** The proxy closed a kept-alive connection as it was used again; worth one more try. */
class StaleConnection extends PageProblem {}

const tooLarge = (path: string, maxBytes: number): PageProblem =>
  new PageProblem('too_large', `${path} is larger than the limit of ${maxBytes} bytes`)

function checkHead(path: string, status: number, headers: NodeJS.Dict<string | string[]>, maxBytes: number): PageProblem | null {
  if (status !== 200) return new PageProblem('http_status', `${path} answered ${status}`, status)
  const type = String(headers['content-type'] ?? '')
  if (type.includes('text/html')) return new PageProblem('not_envoy', `${path} is a web page (text/html), not an admin page`)
  const encoding = headers['content-encoding']
  if (encoding && encoding !== 'identity')
    return new PageProblem('malformed', `${path} came compressed (${String(encoding)}), which was not asked for`)
  return Number(headers['content-length'] ?? 0) > maxBytes ? tooLarge(path, maxBytes) : null
}

function toProblem(error: Error, path: string, hasHead: boolean, sizeBytes: number): PageProblem {
  if (error instanceof PageProblem) return error
  const code = 'code' in error ? String(error.code) : ''
  if (hasHead) return new PageProblem('truncated', `${path} was cut off after ${sizeBytes} bytes (${error.message})`)
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE')
    return new StaleConnection('unreachable', `${path}: the connection was closed before an answer`)
  if (code.startsWith('HPE_')) return new PageProblem('malformed', `${path} is not answered in HTTP (${error.message})`)
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return new PageProblem('timeout', 'no connection within the deadline')
  return new PageProblem(
    'unreachable',
    code === 'ECONNREFUSED' ? 'nothing listens there (connection refused)' : `cannot be reached: ${code || error.message}`,
  )
}

function checkedConnector(connect: buildConnector.connector, allowed: string | null): buildConnector.connector {
  if (allowed === null) return connect
  return (options, callback) =>
    connect(options, (...result) => {
      const socket: Socket | null = result[1]
      const remote = socket?.remoteAddress?.replace(/^::ffff:/, '')
      if (!socket || remote === allowed.replace(/^::ffff:/, '')) return callback(...result)
      socket.destroy()
      callback(
        new PageProblem('refused_address', `${options.hostname} led to ${remote ?? 'no address'}, and only ${allowed} was checked`),
        null,
      )
    })
}
