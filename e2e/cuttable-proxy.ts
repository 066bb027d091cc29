import { createServer, request, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export type CuttableProxy = { url: string; cut(): void; heal(): void; close(): Promise<void> }

/** Passes HTTP on to `target`, until it is cut: then open connections end and new ones are refused with nothing said. */
export async function startCuttableProxy(target: string): Promise<CuttableProxy> {
  const to = new URL(target)
  const sockets = new Set<Socket>()
  let isCut = false
  const server: Server = createServer((incoming, outgoing) => {
    if (isCut) {
      incoming.socket.destroy()
      return
    }
    const headers = { ...incoming.headers, host: to.host, ...(incoming.headers.origin ? { origin: to.origin } : {}) }
    const passed = request({ hostname: to.hostname, port: to.port, method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => incoming.socket.destroy())
    outgoing.on('close', () => passed.destroy())
    incoming.pipe(passed)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo
  const endAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${port}`,
    cut() {
      isCut = true
      endAll()
    },
    heal() {
      isCut = false
    },
    close() {
      endAll()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
