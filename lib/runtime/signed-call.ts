import { createHmac } from 'node:crypto'
import type { Millis } from '@/lib/mesh/names'

export type SignedCall = { url: string; secret: string; body: string; delivery: string; at: Millis }

const timeoutMs = 5_000

/**
 * POSTs a body to a hook of the configuration: `x-outrider-signature: t=<ms>,v1=<hex>` is HMAC-SHA256 of `<ms>.<body>` under its secret. Redirects are not followed.
 * Answers the status, or in words why there was none within 5 s.
 */
export async function makeSignedCall({ url, secret, body, delivery, at }: SignedCall, signal: AbortSignal): Promise<number | string> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'outrider',
    'x-outrider-delivery': delivery,
    'x-outrider-signature': `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`,
  }
  // A controller and a timer of its own: a signal that is composed of others may be collected before it fires, and then nothing would end the call.
  const limit = new AbortController()
  const stop = (): void => limit.abort()
  const timer = setTimeout(stop, timeoutMs)
  signal.addEventListener('abort', stop)
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: limit.signal })
    await response.body?.cancel()
    return response.status
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return limit.signal.aborted ? `no answer within ${timeoutMs / 1000} s` : String(cause)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** Some services put a secret into the query. */
export const withoutQuery = (url: string): string => url.replace(/[?#].*$/, '')
