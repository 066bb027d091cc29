import type { HashKey } from '@/lib/mesh/policy'

/** `header x-user`, `a cookie cart given out for 1h`, `the address that a request comes from`. */
export function describeHashKey({ header, cookie }: HashKey): string {
  if (header !== undefined) return `header ${header}`
  if (!cookie) return 'the address that a request comes from'
  if (cookie.ttl === undefined) return `cookie ${cookie.name}`
  return `a cookie ${cookie.name} that is given out ${cookie.ttl === '0s' ? 'until the browser closes' : `for ${cookie.ttl}`}`
}
