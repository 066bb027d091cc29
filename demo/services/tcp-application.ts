import { createServer, type Server, type Socket } from 'node:net'
import type { Application, Serve } from './application'

/** A TCP application on 127.0.0.1:`port`: a line in, a line out, then it closes; a failure closes without a line. */
export function createTcpApplication(port: number, serve: Serve): Application {
  let server: Server | null = null
  const sockets = new Set<Socket>()
  const onSocket = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.once('data', () => {
      serve({}).then(
        (answer) => socket.end(`${JSON.stringify(answer)}\n`),
        () => socket.end(),
      )
    })
  }
  return {
    open: () =>
      new Promise((resolve, reject) => {
        if (server) return resolve()
        server = createServer(onSocket)
        server.once('error', reject)
        server.listen(port, '127.0.0.1', 1024, () => resolve())
      }),
    close: () =>
      new Promise((resolve) => {
        if (!server) return resolve()
        server.close(() => resolve())
        server = null
        for (const socket of sockets) socket.destroy()
      }),
  }
}
