import type { HashKey } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'
import { toProtoDuration } from './duration'

/** What is hashed of a request, for the choice of a version, an instance, or both: Envoy has one hash per request. */
export function compileHashPolicy({ header, cookie, source }: HashKey): Json[] {
  if (header !== undefined) return [{ header: { header_name: header } }]
  if (cookie)
    return [
      {
        cookie: {
          name: cookie.name,
          ttl: cookie.ttl === undefined ? undefined : toProtoDuration(cookie.ttl),
          path: cookie.ttl === undefined ? undefined : '/',
        },
      },
    ]
  return source ? [{ connection_properties: { source_ip: true } }] : []
}
