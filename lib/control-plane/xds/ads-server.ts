import { Server, ServerCredentials, type ServerDuplexStream, status } from '@grpc/grpc-js'
import type { StreamHandler, StreamPort } from './ads-hub'
import { isAuthorised } from './bearer'

export type AdsServer = { listen(address: string): Promise<string>; stop(drainMs: number): Promise<void> }

type Call = ServerDuplexStream<Buffer, Buffer>

const path = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources'
const same = (bytes: Buffer): Buffer => bytes
const statusOf = { invalid: status.INVALID_ARGUMENT, duplicate: status.ALREADY_EXISTS } as const

/**
 * gRPC under the protocol core: one state-of-the-world ADS method, messages as bytes both ways. A stream that leaves more than `maxBufferedBytes` unread is
 * cut with RESOURCE_EXHAUSTED: it can come back, and nothing is kept for it meanwhile. With a token, a stream without it as bearer is refused unread.
 */
export function createAdsServer(
  open: (port: StreamPort) => StreamHandler,
  maxBufferedBytes: number,
  token: string | null = null,
): AdsServer {
  const server = new Server({
    'grpc.enable_channelz': 0,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.max_concurrent_streams': 1000,
  })
  const calls = new Set<Call>()
  const serve = (call: Call): void => {
    if (!isAuthorised(token, call.metadata.get('authorization')[0]?.toString())) {
      call.emit('error', {
        code: status.UNAUTHENTICATED,
        details: 'this control plane asks for its token: print the bootstrap with --xds-token',
      })
      return
    }
    calls.add(call)
    attach(call, open, maxBufferedBytes, () => calls.delete(call))
  }
  const method = {
    path,
    requestStream: true,
    responseStream: true,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  }
  server.addService({ StreamAggregatedResources: method }, { StreamAggregatedResources: serve })
  return {
    listen: (address) => bind(server, address),
    stop: (drainMs) => drain(server, calls, drainMs),
  }
}

function bind(server: Server, address: string): Promise<string> {
  const host = address.slice(0, address.lastIndexOf(':'))
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(new Error(`the xDS port ${address} cannot be opened: ${error.message}`))
      else resolve(`${host}:${port}`)
    })
  })
}

function attach(call: Call, open: (port: StreamPort) => StreamHandler, maxBufferedBytes: number, onClosed: () => void): void {
  let bufferedBytes = 0
  let isOver = false
  const refuse = (code: status, details: string): void => {
    if (isOver) return
    close()
    call.emit('error', { code, details })
  }
  const handler = open({
    peerAddress: hostOf(call.getPeer()),
    send(bytes) {
      if (isOver) return
      bufferedBytes += bytes.length
      call.write(bytes, () => {
        bufferedBytes -= bytes.length
      })
      if (bufferedBytes > maxBufferedBytes)
        refuse(status.RESOURCE_EXHAUSTED, `${bufferedBytes} bytes are waiting to be read; the stream is cut`)
    },
    refuse: (reason, message) => refuse(statusOf[reason], message),
  })
  const close = (): void => {
    if (isOver) return
    isOver = true
    onClosed()
    handler.onClosed()
  }
  call.on('data', (message: Buffer) => {
    if (isOver) return
    try {
      handler.onMessage(message)
    } catch (error) {
      refuse(status.INVALID_ARGUMENT, error instanceof Error ? error.message : 'not a DiscoveryRequest')
    }
  })
  call.on('end', () => {
    close()
    call.end()
  })
  for (const event of ['cancelled', 'close', 'error'] as const) call.on(event, close)
}

/** Ends the streams evenly over `drainMs`, so that the proxies do not all come back at once. */
async function drain(server: Server, calls: ReadonlySet<Call>, drainMs: number): Promise<void> {
  const open = [...calls]
  const timers = open.map((call, index) => setTimeout(() => call.end(), (index / open.length) * drainMs))
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown()
      resolve()
    }, drainMs + 500)
    server.tryShutdown(() => {
      clearTimeout(force)
      resolve()
    })
  })
  for (const timer of timers) clearTimeout(timer)
}

// `127.0.0.1:4711`, `[::1]:4711`; an IPv4 address on a dual-stack socket comes as ::ffff:a.b.c.d.
const hostOf = (peer: string): string =>
  peer
    .slice(0, peer.lastIndexOf(':'))
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '')
