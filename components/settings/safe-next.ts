/** Where to go after the login: only a path on this server; anything else becomes the first page. */
export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith('/') || /[\\\p{Cc}]/u.test(next)) return '/'
  try {
    const url = new URL(next, 'http://outrider.invalid')
    return url.host === 'outrider.invalid' ? url.pathname + url.search + url.hash : '/'
  } catch {
    return '/'
  }
}
