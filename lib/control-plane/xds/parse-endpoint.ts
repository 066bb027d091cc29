import type { Endpoint } from '@/lib/mesh/mesh-document'

/** `127.0.0.1:15001` or `[::1]:15001`; null for anything else. */
export function parseEndpoint(value: unknown): Endpoint | null {
  const match = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(typeof value === 'string' ? value : '')
  const address = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  return address && port > 0 && port < 65_536 ? { address, port } : null
}
