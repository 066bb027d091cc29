import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { messageSchema } from './message-schema'
import { parseEndpoint } from './parse-endpoint'

/**
 * Who speaks, from the encoded Node of a stream's first message: `metadata.outrider` as `renderBootstrap` writes it, else node.cluster as the service.
 * null without a node id. Source: envoy/config/core/v3/base.proto, message Node.
 */
export function readNodeIdentity(node: Buffer): ProxyIdentity | null {
  const json = asRecord(messageSchema().decode('envoy.config.core.v3.Node', node))
  const id = asText(json.id)
  if (!id) return null
  const own = asRecord(asRecord(json.metadata).outrider)
  const admin = asText(own.admin)
  const zone = asText(asRecord(json.locality).zone)
  return {
    id,
    kind: 'envoy',
    role: own.role === 'gateway' ? 'gateway' : asText(own.service) ? 'sidecar' : 'unknown',
    service: asText(own.service) ?? asText(json.cluster) ?? id,
    version: own.role === 'gateway' ? null : asText(own.version),
    adminUrl: admin && (admin.includes('://') ? admin : `http://${admin}`),
    inbound: parseEndpoint(own.inbound),
    outbound: parseEndpoint(own.outbound),
    app: parseEndpoint(own.app),
    tcp: Object.fromEntries(
      Object.entries(asRecord(own.tcp)).flatMap(([service, address]) => {
        const endpoint = parseEndpoint(address)
        return endpoint ? [[service, endpoint]] : []
      }),
    ),
    ...(zone !== null && { zone }),
    simulated: own.simulated === true,
    isStatic: false,
    build: readBuild(json.userAgentBuildVersion),
  }
}

function readBuild(version: unknown): string | null {
  const { majorNumber, minorNumber, patch } = asRecord(asRecord(version).version)
  return majorNumber === undefined ? null : [majorNumber, minorNumber ?? 0, patch ?? 0].join('.')
}

const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const asRecord = (value: unknown): Record<string, unknown> =>
  // Any object that is not an array can be read by key; what the values are is checked where they are used.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
