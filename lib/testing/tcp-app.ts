import { connect, createServer, type Socket } from 'node:net'
import type { Endpoint } from '@/lib/mesh/mesh-document'

export type TcpApp = { endpoint: Endpoint; connections: number; stop(): Promise<void> }

/** A TCP application that says its name to whoever connects, and then whatever it is told. */
export async function startTcpApp(name: string): Promise<TcpApp> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    app.connections += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    socket.write(`${name}\n`)
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const app: TcpApp = {
    endpoint: { address: '127.0.0.1', port: address.port },
    connections: 0,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return app
}

export type TcpCall = { greeting: string; socket: Socket; ended: Promise<void> }

/** Connects and waits for the first words; `greeting` is empty where the other side hung up without any. */
export function dial(port: number): Promise<TcpCall> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const ended = new Promise<void>((end) => socket.once('close', () => end()))
    socket.on('error', () => undefined)
    socket.once('data', (words) => resolve({ greeting: String(words).trim(), socket, ended }))
    socket.once('close', () => resolve({ greeting: '', socket, ended }))
  })
}
