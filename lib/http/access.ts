import { isIP } from 'node:net'
import { AppError } from '@/lib/errors'
import { peerOf } from '@/lib/peer-address'
import { bearerTries } from './bearer-tries'
import { isSessionValid, isTokenValid, sessionCookie } from './session'

export type AccessRules = {
  /** The address we listen on, without the port. */
  listenHost: string
  /** Further names under which this Outrider may be called. */
  allowedHosts: readonly string[]
  /** null: nobody is asked for one. */
  token: string | null
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '::1'])
const wildcards = new Set(['0.0.0.0', '::', ''])

/** The name in a Host header or an authority, without port and brackets, in small letters; null when it is none. */
export function hostName(authority: string | null): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s/@:[\]]+))(?::\d{1,5})?$/i.exec(authority ?? '')
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null
}

/**
 * Refuses a Host that is not ours, so that a foreign page cannot reach us by a DNS name of its own (rebinding).
 * On a wildcard address any IP literal is ours: no DNS name stands behind it.
 */
export function checkHost(headers: Headers, rules: AccessRules): void {
  const name = hostName(headers.get('host'))
  if (name !== null) {
    if (
      loopbackNames.has(name) ||
      name === rules.listenHost.toLowerCase() ||
      rules.allowedHosts.some((host) => host.toLowerCase() === name)
    )
      return
    if (wildcards.has(rules.listenHost) && isIP(name) !== 0) return
  }
  throw new AppError('forbidden', 'this Host is not served here: call it by the address it listens on, or add the name to listen.hosts')
}

/** Refuses a write that another site's page asks a browser to make. A script sends no Origin. */
export function checkOrigin(method: string, headers: Headers): void {
  if (method === 'GET' || method === 'HEAD') return
  if (headers.get('sec-fetch-site') === 'cross-site') throw new AppError('forbidden', 'a page of another site may not write here')
  const origin = headers.get('origin')
  if (origin === null) return
  const host = headers.get('host')?.toLowerCase()
  const isOurs = host !== undefined && (origin.toLowerCase() === `http://${host}` || origin.toLowerCase() === `https://${host}`)
  if (!isOurs) throw new AppError('forbidden', 'a page of another origin may not write here')
}

/**
 * Whether the caller has shown the token, as a bearer token or by the session cookie that the login made from it. Wrong bearer tokens are counted, and an
 * address that has sent too many is not heard for a while, not even with the right one.
 */
export function isAuthorised(headers: Headers, token: string | null, now: number): boolean {
  if (token === null) return true
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) {
    if (shutOutSeconds(headers, now) > 0) return false
    if (isTokenValid(bearer.trim(), token)) return true
    bearerTries().addWrong(addressOf(headers), now)
    return false
  }
  const cookie = readCookie(headers.get('cookie'), sessionCookie)
  return cookie !== null && isSessionValid(cookie, token, now)
}

/** How long the caller's address is not heard because of wrong bearer tokens; 0: it is. */
export const shutOutSeconds = (headers: Headers, now: number): number =>
  headers.has('authorization') ? bearerTries().waitSeconds(addressOf(headers), now) : 0

const addressOf = (headers: Headers): string => peerOf(headers) ?? 'unknown'

/** Who asks. There are no users yet: the command line says so, a browser shows by its headers that it is one, everything else is a script. */
export function actorOf(headers: Headers): string {
  if (headers.get('x-outrider-client') === 'cli') return 'cli'
  return headers.has('sec-fetch-site') || headers.has('origin') ? 'dashboard' : 'api'
}

function readCookie(header: string | null, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [key, ...rest] = part.trim().split('=')
    if (key === name) return rest.join('=')
  }
  return null
}
