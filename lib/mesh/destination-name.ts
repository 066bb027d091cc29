import type { ServiceName } from './names'

/** What our control plane calls a destination inside a proxy; a reader that finds such a name knows a declared edge. */
export type DestinationName = { service: ServiceName; version: string; mirror: boolean }

/** In place of a version where one destination holds all versions of a service (tcp): each is then a locality of its own, named after it. */
export const anyVersion = '*'

/** `shop/reviews|v2`, its mirror `shop/reviews|v2|mirror`. Mirrors have names of their own, as a mirrored request looks like a real one. */
export const toDestinationName = (service: ServiceName, version: string, mirror = false): string =>
  `${service}|${version}${mirror ? '|mirror' : ''}`

/** null for a name that is not ours. */
export function parseDestinationName(name: string): DestinationName | null {
  const parts = name.split('|')
  const [service, version, suffix] = parts
  if (!service || !version || !service.includes('/') || parts.length > 3) return null
  if (parts.length === 3 && suffix !== 'mirror') return null
  return { service, version, mirror: suffix === 'mirror' }
}
