import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { Endpoint } from '@/lib/mesh/mesh-document'

export type AnsweringApp = { endpoint: Endpoint; requests: number; lastHeaders: IncomingHttpHeaders; stop(): Promise<void> }

/** An application that answers every request with its own name, and counts. */
export async function startAnsweringApp(name: string): Promise<AnsweringApp> {
  const server = createServer((request, response) => {
    app.requests += 1
    app.lastHeaders = request.headers
    response.end(name)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const app: AnsweringApp = {
    endpoint: { address: '127.0.0.1', port: address.port },
    requests: 0,
    lastHeaders: {},
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return app
}
