import { createHmac, timingSafeEqual } from 'node:crypto'

export const sessionCookie = 'outrider_session'
export const sessionSeconds = 7 * 24 * 3600

const sign = (token: string, text: string): Buffer => createHmac('sha256', token).update(text).digest()
const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/** Compared through a digest, so that neither the length nor the first wrong letter shows in the time it takes. */
export const isTokenValid = (given: string, token: string): boolean => isSame(sign('outrider token', given), sign('outrider token', token))

/** `<end in epoch ms>.<HMAC of it under the token>`: holds no secret, needs no table, ends by itself and with a change of the token. */
export function createSession(token: string, now: number): string {
  const end = now + sessionSeconds * 1000
  return `${end}.${sign(token, `outrider session ${end}`).toString('base64url')}`
}

export function isSessionValid(cookie: string, token: string, now: number): boolean {
  const [end, signature] = cookie.split('.')
  if (!end || !signature || !/^\d{1,15}$/.test(end) || Number(end) <= now) return false
  return isSame(Buffer.from(signature, 'base64url'), sign(token, `outrider session ${end}`))
}

/** Secure only where the browser came by https: a loopback address has none. */
export function toSetCookie(value: string, maxAgeSeconds: number, isHttps: boolean): string {
  return `${sessionCookie}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${isHttps ? '; Secure' : ''}`
}
