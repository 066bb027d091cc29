import type { WireErrorCode } from '@/lib/api/contracts/contract'
import { AppError, errorStatus } from '@/lib/errors'
import { checkHost, checkOrigin, isAuthorised, shutOutSeconds } from './access'
import { context } from './context'
import { countRequest } from './metrics'
import type { WebContext } from './web-context'

export type Handler = (request: Request) => Promise<Response>
export type Answering = { web: WebContext; requestId: string }

/**
 * What every answer has in common: a request id, the checks of host, origin and token in this order, errors in the one shape, one line in the log, one count.
 * label: the contract's path, so that metrics and log have few different names. isOpen: answered without a token.
 */
export function answer(label: string, isOpen: boolean, work: (request: Request, answering: Answering) => Promise<Response>): Handler {
  return async (request) => {
    const started = performance.now()
    const requestId = crypto.randomUUID()
    let known: WebContext | null = null
    let response: Response
    let failure: unknown
    try {
      const web = await context()
      known = web
      checkHost(request.headers, web.access)
      checkOrigin(request.method, request.headers)
      if (!isOpen) authorise(request.headers, web)
      response = await work(request, { web, requestId })
    } catch (error) {
      failure = error
      response = toErrorResponse(error, requestId)
    }
    response.headers.set('x-request-id', requestId)
    const tookMs = performance.now() - started
    countRequest(request.method, label, response.status, tookMs / 1000)
    writeLog(
      known,
      { requestId, method: request.method, path: label, status: response.status, tookMs: Math.round(tookMs * 10) / 10 },
      failure,
    )
    return response
  }
}

function authorise(headers: Headers, web: WebContext): void {
  if (isAuthorised(headers, web.access.token, web.now())) return
  const waitSeconds = shutOutSeconds(headers, web.now())
  if (waitSeconds > 0) throw new AppError('forbidden', `too many wrong tokens from this address: wait ${waitSeconds} s`, { waitSeconds })
  throw new AppError('unauthorised', 'a token is needed: send it as "Authorization: Bearer …", or log in at /login')
}

/** An AppError tells its own message. Of any other error only the request id is told; the log has the rest. */
export function toErrorResponse(error: unknown, requestId: string): Response {
  const known =
    error instanceof AppError ? error : new AppError('internal', `something went wrong here; the log has it under request ${requestId}`)
  return errorResponse(known.code, known.message, requestId, known.details)
}

export function errorResponse(code: WireErrorCode, message: string, requestId: string, details?: unknown): Response {
  // A body that was not read to its end would be taken for the next request of the connection.
  const rest: Record<string, string> = code === 'too_large' ? { connection: 'close' } : {}
  const body = { error: { code, message, ...(details === undefined ? {} : { details }), requestId } }
  return Response.json(body, { status: errorStatus[code], headers: { 'cache-control': 'no-store', ...rest } })
}

function writeLog(web: WebContext | null, fields: object, failure: unknown): void {
  if (!web) return
  if (failure === undefined) web.log.info(fields, 'answered')
  else if (failure instanceof AppError) web.log.info({ ...fields, code: failure.code }, failure.message)
  else web.log.error({ ...fields, stack: failure instanceof Error ? failure.stack : String(failure) }, 'a request failed')
}
