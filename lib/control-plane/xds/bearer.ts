import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** May a stream with this `authorization` metadata be served? Without a token every one may. Compared by digest, so that time tells nothing of the token. */
export function isAuthorised(token: string | null, authorization: string | undefined): boolean {
  if (token === null) return true
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`))
}
