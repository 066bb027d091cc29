import { Client, type ClientDuplexStream, credentials, Metadata, type StatusObject } from '@grpc/grpc-js'
import { messageSchema } from '@/lib/control-plane/xds/message-schema'
import { messageNames, parseTypeUrl, type ResourceType, toTypeUrl } from '@/lib/control-plane/xds/resource-type'
import { waitFor } from './wait-for'

/** Proto JSON of one resource, in the protocol's camelCase, unwrapped where it came inside a Resource message. */
export type ReceivedResource = { name: string; json: Record<string, unknown>; ttl: string | null }
export type AdsResponse = {
  type: ResourceType
  version: string
  nonce: string
  names: string[]
  resources: ReceivedResource[]
  sizeBytes: number
}
export type AdsRequest = { type: ResourceType; names?: string[]; version?: string; nonce?: string; error?: string }

/**
 * An ADS client of our own, state of the world, that does nothing by itself: every request is the test's, every answer is kept in order. `node` is sent
 * with the first request only, as Envoy does.
 */
export type AdsClient = {
  readonly responses: AdsResponse[]
  /** How the stream ended; null while it is open. */
  readonly ended: StatusObject | null
  request(request: AdsRequest): void
  ack(response: AdsResponse, names?: string[]): void
  nack(response: AdsResponse, error: string, names?: string[]): void
  /** The next answer of this type that was not handed out yet. */
  next(type: ResourceType, deadlineMs?: number): Promise<AdsResponse>
  /** Answers not handed out by `next`. */
  unread(): AdsResponse[]
  /** Stops and resumes reading from the socket. */
  pause(): void
  resume(): void
  close(): void
}

export type AdsNode = { id: string; cluster?: string; outrider?: Record<string, unknown> }
const path = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources'
const same = (bytes: Buffer): Buffer => bytes

export function connectAds(address: string, node: AdsNode, token?: string): AdsClient {
  const client = new Client(address, credentials.createInsecure(), { 'grpc.enable_channelz': 0, 'grpc.use_local_subchannel_pool': 1 })
  const stream: ClientDuplexStream<Buffer, Buffer> = client.makeBidiStreamRequest(path, same, same, toMetadata(token))
  const responses: AdsResponse[] = []
  const handedOut = new Set<AdsResponse>()
  let ended: StatusObject | null = null
  let isFirst = true
  stream.on('data', (bytes: Buffer) => responses.push(readResponse(bytes)))
  stream.on('status', (status: StatusObject) => {
    ended = status
  })
  stream.on('error', () => undefined)
  const request = ({ type, names = [], version, nonce, error }: AdsRequest): void => {
    stream.write(
      encodeRequest({
        ...(isFirst && { node: { id: node.id, cluster: node.cluster ?? 'test', metadata: node.outrider && { outrider: node.outrider } } }),
        type_url: toTypeUrl(messageNames[type]),
        resource_names: names,
        version_info: version,
        response_nonce: nonce,
        error_detail: error === undefined ? undefined : { code: 13, message: error },
      }),
    )
    isFirst = false
  }
  return {
    responses,
    get ended() {
      return ended
    },
    request,
    ack: ({ type, version, nonce }, names) => request({ type, version, nonce, ...(names && { names }) }),
    nack: ({ type, nonce }, error, names) => request({ type, nonce, error, ...(names && { names }) }),
    next: async (type, deadlineMs) => {
      const response = await waitFor(
        `an answer of type ${type}`,
        () => responses.find((one) => one.type === type && !handedOut.has(one)),
        deadlineMs,
      )
      handedOut.add(response)
      return response
    },
    unread: () => responses.filter((response) => !handedOut.has(response)),
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    close() {
      stream.cancel()
      client.close()
    },
  }
}

function toMetadata(token: string | undefined): Metadata {
  const metadata = new Metadata()
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`)
  return metadata
}

const encodeRequest = (json: object): Buffer => Buffer.from(messageSchema().encode('envoy.service.discovery.v3.DiscoveryRequest', json))

function readResponse(bytes: Buffer): AdsResponse {
  const json = asRecord(messageSchema().decode('envoy.service.discovery.v3.DiscoveryResponse', bytes))
  const type = parseTypeUrl(String(json.typeUrl))
  if (!type) throw new Error(`an answer of an unknown type: ${String(json.typeUrl)}`)
  const resources = (Array.isArray(json.resources) ? json.resources : []).map(readResource)
  return {
    type,
    version: String(json.versionInfo ?? ''),
    nonce: String(json.nonce ?? ''),
    names: resources.map((resource) => resource.name),
    resources,
    sizeBytes: bytes.length,
  }
}

function readResource(value: unknown): ReceivedResource {
  const json = asRecord(value)
  if (json.resource) return { name: String(json.name), json: asRecord(json.resource), ttl: typeof json.ttl === 'string' ? json.ttl : null }
  return { name: String(json.name ?? json.clusterName), json, ttl: null }
}

// Decoded messages are objects; what is read of them is checked where it is read.
const asRecord = (value: unknown): Record<string, unknown> => value as Record<string, unknown>
