import { type NextRequest, NextResponse } from 'next/server'
import { isProduction, loadConfig } from '@/lib/config'
import { AppError } from '@/lib/errors'
import { checkHost, isAuthorised } from './access'

/**
 * What stands before every page: our own Host, a session where a token is set, and a policy that runs no script but ours. Scripts and styles hold nothing of
 * the mesh, and the login needs them: they ask for our own Host only. The data behind a page is guarded again by each route of the API.
 */
export function guardPage(request: NextRequest): NextResponse {
  const { listen, token } = loadConfig()
  try {
    checkHost(request.headers, { listenHost: listen.http.host, allowedHosts: listen.hosts, token })
  } catch (error) {
    return new NextResponse(error instanceof AppError ? error.message : 'refused', {
      status: 403,
      headers: { 'content-type': 'text/plain' },
    })
  }
  const { pathname, search } = request.nextUrl
  if (pathname.startsWith('/_next/')) return NextResponse.next()
  if (pathname !== '/login' && !isAuthorised(request.headers, token, Date.now())) {
    return NextResponse.redirect(toLogin(request, pathname + search), 307)
  }
  // Next fails on a path that cannot be decoded; it leads nowhere like any other.
  return withPolicy(request, isReadable(pathname) ? null : new URL('/unreadable', request.nextUrl))
}

function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** Under the name the browser called, which was checked: Next takes whole addresses only, and its own may be the one that is listened on (0.0.0.0). */
function toLogin(request: NextRequest, next: string): URL {
  const url = new URL(`/login?next=${encodeURIComponent(next)}`, request.nextUrl)
  url.host = request.headers.get('host') ?? url.host
  return url
}

/** Next reads the nonce from the policy on the request and puts it on the scripts it writes. */
function withPolicy(request: NextRequest, instead: URL | null): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const policy = contentPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  const response = instead ? NextResponse.rewrite(instead, { request: { headers } }) : NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  response.headers.set('x-content-type-options', 'nosniff')
  response.headers.set('referrer-policy', 'same-origin')
  response.headers.set('x-frame-options', 'DENY')
  return response
}

/** Inline styles are allowed, as charts and pop-ups place themselves by them; the layout's worker comes from our own files. Only development evaluates text. */
const contentPolicy = (nonce: string): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isProduction() ? '' : " 'unsafe-eval'"}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
