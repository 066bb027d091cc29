import { Client, type ClientDuplexStream, credentials, Metadata } from '@grpc/grpc-js'
import { messageSchema } from '@/lib/control-plane/xds/message-schema'
import { messageNames, parseTypeUrl, type ResourceType, toTypeUrl } from '@/lib/control-plane/xds/resource-type'
import { asArray, asObject, asText, type JsonObject } from '@/lib/proxies/envoy/json'
import { toSnakeCase } from './snake-case'

const method = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources'
const requestName = 'envoy.service.discovery.v3.DiscoveryRequest'
const responseName = 'envoy.service.discovery.v3.DiscoveryResponse'
const reconnectMs = 500

/** One state-of-the-world answer: resources as proto JSON with proto names, their TTL in ms where they have one. */
export type Accepted = { type: ResourceType; version: string; resources: { json: JsonObject; ttlMs: number | null }[] }

/**
 * An ADS client that behaves like an Envoy which likes everything: asks for layer, clusters and listeners, then for the endpoints and routes that those name, ACKs
 * each answer, and connects again for ever after a loss.
 */
export class SimulatedAdsClient {
  private readonly client: Client
  private readonly node: JsonObject
  private readonly onAccepted: (accepted: Accepted) => void
  private readonly names = new Map<ResourceType, string[]>()
  private readonly last = new Map<ResourceType, { version: string; nonce: string }>()
  private stream: ClientDuplexStream<JsonObject, JsonObject> | null = null
  private timer: NodeJS.Timeout | null = null
  private isStopped = false

  constructor(xdsAddress: string, node: JsonObject, onAccepted: (accepted: Accepted) => void) {
    this.client = new Client(xdsAddress, credentials.createInsecure(), {
      'grpc.initial_reconnect_backoff_ms': 200,
      'grpc.max_reconnect_backoff_ms': 2000,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_channelz': 0,
    })
    this.node = node
    this.onAccepted = onAccepted
    this.connect()
  }

  stop(): void {
    this.isStopped = true
    if (this.timer) clearTimeout(this.timer)
    this.stream?.cancel()
    this.client.close()
  }

  private connect(): void {
    const schema = messageSchema()
    const stream = this.client.makeBidiStreamRequest<JsonObject, JsonObject>(
      method,
      (request) => Buffer.from(schema.encode(requestName, request)),
      (bytes) => asObject(toSnakeCase(schema.decode(responseName, bytes))),
      new Metadata({ waitForReady: true }),
    )
    this.stream = stream
    this.last.clear()
    stream.on('data', (response: JsonObject) => this.onResponse(response))
    stream.on('error', () => this.reconnect(stream))
    stream.on('end', () => this.reconnect(stream))
    this.names.set('RTDS', ['outrider'])
    for (const type of ['RTDS', 'CDS', 'LDS'] as const) this.ask(type)
    for (const type of ['EDS', 'RDS'] as const) if (this.names.has(type)) this.ask(type)
  }

  private reconnect(stream: ClientDuplexStream<JsonObject, JsonObject>): void {
    if (this.isStopped || this.stream !== stream) return
    this.stream = null
    this.timer = setTimeout(() => this.connect(), reconnectMs)
  }

  private onResponse(response: JsonObject): void {
    const type = parseTypeUrl(asText(response.type_url))
    if (!type) return
    const version = asText(response.version_info)
    this.last.set(type, { version, nonce: asText(response.nonce) })
    const resources = asArray(response.resources).map((entry) => unwrap(asObject(entry)))
    this.onAccepted({ type, version, resources })
    this.ask(type)
    const dependent = type === 'CDS' ? 'EDS' : type === 'LDS' ? 'RDS' : null
    if (dependent)
      this.subscribe(
        dependent,
        resources.flatMap(({ json }) => (type === 'CDS' ? endpointNames(json) : routeNames(json))),
      )
  }

  private subscribe(type: 'EDS' | 'RDS', names: string[]): void {
    const wanted = [...new Set(names)].sort()
    if (JSON.stringify(wanted) === JSON.stringify(this.names.get(type))) return
    this.names.set(type, wanted)
    this.ask(type)
  }

  private ask(type: ResourceType): void {
    const last = this.last.get(type)
    this.stream?.write({
      node: this.node,
      type_url: toTypeUrl(messageNames[type]),
      resource_names: this.names.get(type) ?? [],
      ...(last && { version_info: last.version, response_nonce: last.nonce }),
    })
  }
}

/** A resource with a TTL comes inside an envoy.service.discovery.v3.Resource. */
function unwrap(entry: JsonObject): { json: JsonObject; ttlMs: number | null } {
  if (!asText(entry['@type']).endsWith('.Resource')) return { json: entry, ttlMs: null }
  const ttl = /^([\d.]+)s$/.exec(asText(entry.ttl))
  return { json: asObject(entry.resource), ttlMs: ttl ? Number(ttl[1]) * 1000 : null }
}

const endpointNames = (cluster: JsonObject): string[] =>
  cluster.type === 'EDS' ? [asText(asObject(cluster.eds_cluster_config).service_name) || asText(cluster.name)] : []

function routeNames(listener: JsonObject): string[] {
  const filters = asArray(listener.filter_chains).flatMap((chain) => asArray(asObject(chain).filters))
  return filters.flatMap((filter) => {
    const name = asText(asObject(asObject(asObject(filter).typed_config).rds).route_config_name)
    return name ? [name] : []
  })
}
