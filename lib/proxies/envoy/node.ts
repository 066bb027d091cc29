import type { Endpoint } from '@/lib/mesh/mesh-document'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { asArray, asNumber, asObject, asText, type JsonObject } from './json'

/**
 * What a proxy says of itself in its bootstrap's node, from the masked `/config_dump`. `metadata.outrider` comes first; a foreign proxy has at least its
 * cluster as service. Keys that nothing tells are absent. null when the page holds no bootstrap.
 */
export function parseNode(page: JsonObject): Partial<ProxyIdentity> | null {
  const configs = asArray(page.configs).map(asObject)
  const bootstrap = configs.find((config) => config.bootstrap !== undefined)
  if (!bootstrap) return null
  const node = asObject(asObject(bootstrap.bootstrap).node)
  const own = asObject(asObject(node.metadata).outrider)
  const identity: Partial<ProxyIdentity> = { kind: 'envoy', build: toBuild(node) }
  const id = asText(node.id)
  const service = asText(own.service) || asText(node.cluster)
  if (id) identity.id = id
  if (service) identity.service = service
  if (asText(own.version)) identity.version = asText(own.version)
  if (own.role === 'gateway') identity.role = 'gateway'
  else if (own.service !== undefined) identity.role = 'sidecar'
  for (const key of ['inbound', 'outbound', 'app'] as const) {
    const endpoint = parseHostPort(asText(own[key]))
    if (endpoint) identity[key] = endpoint
  }
  if (own.simulated === true) identity.simulated = true
  return identity
}

/** `127.0.0.1:80` or `[::1]:80`; null for anything else. */
export function parseHostPort(text: string): Endpoint | null {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text)
  const address = match?.[1] ?? match?.[2]
  return address ? { address, port: Number(match?.[3]) } : null
}

function toBuild(node: JsonObject): string | null {
  const version = asObject(asObject(node.user_agent_build_version).version)
  if (version.major_number === undefined) return null
  return [version.major_number, version.minor_number, version.patch].map((part) => asNumber(part)).join('.')
}
