import { Client, type ClientDuplexStream, credentials } from '@grpc/grpc-js'
import { messageSchema } from '@/lib/control-plane/xds/message-schema'
import { messageNames, type ResourceType, toTypeUrl } from '@/lib/control-plane/xds/resource-type'
import { bytesField, readFields, textField } from '@/lib/control-plane/xds/wire'

// The load of `bench/push.ts` in a process of its own: argv is { address, streams, version }. Behaves as Envoy does, and tells the parent, over IPC, when all
// streams have everything and, per push, when each of them got its last changed resource.
type Input = { address: string; streams: number; names: string[] }
const { address, streams, names }: Input = JSON.parse(process.argv[2] ?? '')
const path = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources'
const same = (bytes: Buffer): Buffer => bytes
const types: Record<string, ResourceType> = Object.fromEntries(
  (['RTDS', 'CDS', 'EDS', 'LDS', 'RDS'] as const).map((type) => [toTypeUrl(messageNames[type]), type]),
)

let isMeasuring = false
let received: number[] = []
let ready = 0
let bytes = 0
let violations = 0
let cpu = process.cpuUsage()

function start(index: number): void {
  const client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1, 'grpc.enable_channelz': 0 })
  const stream: ClientDuplexStream<Buffer, Buffer> = client.makeBidiStreamRequest(path, same, same)
  const asked = new Map<ResourceType, string[]>()
  const nonces = new Map<ResourceType, string>()
  const ask = (type: ResourceType, resources: string[], version = '', nonce = ''): void => {
    asked.set(type, resources)
    const parts = [
      textField(1, version),
      ...resources.map((name) => textField(3, name)),
      textField(4, toTypeUrl(messageNames[type])),
      textField(5, nonce),
    ]
    stream.write(Buffer.concat(parts))
  }
  const sidecar = {
    service: 'bench/caller',
    version: 'v1',
    inbound: `127.0.0.1:${10_000 + index}`,
    outbound: `127.0.0.1:${20_000 + index}`,
    app: '127.0.0.1:9',
  }
  const node = messageSchema().encode('envoy.config.core.v3.Node', {
    id: `caller-${index}`,
    cluster: 'bench/caller',
    metadata: { outrider: sidecar },
  })
  stream.write(Buffer.concat([bytesField(2, node), textField(4, toTypeUrl(messageNames.CDS))]))
  asked.set('CDS', [])
  stream.on('error', (error) => {
    violations += 1
    console.error(String(error))
  })
  stream.on('data', (message: Buffer) => {
    const { type, version, nonce } = readHead(message)
    bytes += message.length
    if (nonces.get(type) === nonce) violations += 1
    nonces.set(type, nonce)
    const isFirst = !asked.has(next(type))
    if (type === 'CDS' && isFirst) ask('EDS', names)
    const acknowledge = (): void => ask(type, asked.get(type) ?? [], version, nonce)
    // Real proxies are processes of their own: what it costs this one to answer for a stream must not count as waiting of the next.
    if (isMeasuring) setImmediate(acknowledge)
    else acknowledge()
    if (isFirst && type === 'EDS') ask('LDS', [])
    if (isFirst && type === 'LDS') ask('RDS', ['outbound'])
    if (type !== 'RDS') return
    if (isMeasuring) received.push(performance.timeOrigin + performance.now())
    else if (++ready === streams) process.send?.({ kind: 'ready' })
    if (received.length === streams) done()
  })
}

const next = (type: ResourceType): ResourceType => (({ RTDS: 'RTDS', CDS: 'EDS', EDS: 'LDS', LDS: 'RDS', RDS: 'RDS' }) as const)[type]

function done(): void {
  const used = process.cpuUsage(cpu)
  process.send?.({ kind: 'done', received, bytes, violations, cpuMs: (used.user + used.system) / 1000 })
}

function readHead(message: Buffer): { type: ResourceType; version: string; nonce: string } {
  const head = { type: 'RTDS' as ResourceType, version: '', nonce: '' }
  readFields(message, (field, payload) => {
    if (field === 1 && payload) head.version = payload.toString()
    if (field === 4 && payload) head.type = types[payload.toString()] ?? 'RTDS'
    if (field === 5 && payload) head.nonce = payload.toString()
  })
  return head
}

process.on('message', () => {
  isMeasuring = true
  received = []
  bytes = 0
  cpu = process.cpuUsage()
  process.send?.({ kind: 'armed' })
})
for (let index = 0; index < streams; index += 1) start(index)
