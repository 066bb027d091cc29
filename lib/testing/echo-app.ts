import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Endpoint } from '@/lib/mesh/mesh-document'

/** What reached the application: header names in lower case, path with its query. */
export type Seen = { method: string; path: string; headers: IncomingHttpHeaders; at: number }
export type Echo = Seen & { app: string }
export type EchoApp = {
  name: string
  endpoint: Endpoint
  /** Every request so far, the oldest first; a test may empty it. */
  log: Seen[]
  connections: number
  openConnections(): number
  /** How the next requests are answered; 200 at once unless told. */
  behave(how: { status?: number; delayMs?: number; headers?: Record<string, string>; reset?: boolean } | ((seen: Seen) => number)): void
  stop(): Promise<void>
}

/** An application that answers every request with what it saw of it, as JSON, and keeps a log. */
export async function startEchoApp(name: string, port = 0): Promise<EchoApp> {
  let how: Parameters<EchoApp['behave']>[0] = {}
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    const seen = toSeen(request)
    app.log.push(seen)
    answer(seen, request, response)
  })
  const answer = (seen: Seen, request: IncomingMessage, response: ServerResponse): void => {
    const { status = 200, delayMs = 0, headers = {}, reset = false } = typeof how === 'function' ? { status: how(seen) } : how
    if (reset) return void request.socket.destroy()
    const echo: Echo = { app: name, ...seen }
    const reply = (): void => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(echo))
    if (delayMs > 0) setTimeout(reply, delayMs)
    else reply()
  }
  server.on('connection', (socket: Socket) => {
    app.connections += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const app: EchoApp = {
    name,
    endpoint: { address: '127.0.0.1', port: await listen(server, port) },
    log: [],
    connections: 0,
    openConnections: () => sockets.size,
    behave(next) {
      how = next
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return app
}

const toSeen = (request: IncomingMessage): Seen => ({
  method: request.method ?? '',
  path: request.url ?? '',
  headers: request.headers,
  at: Date.now(),
})

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  // A TCP server that listens has an address with a port.
  return (server.address() as AddressInfo).port
}
