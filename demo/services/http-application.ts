import { createServer, type Server } from 'node:http'
import type { Application, Serve } from './application'
import { toCarried } from './callee'

/** An HTTP application on 127.0.0.1:`port`: 200 with the path, or 503 with the reason. */
export function createHttpApplication(port: number, serve: Serve): Application {
  let server: Server | null = null
  return {
    open: () =>
      new Promise((resolve, reject) => {
        if (server) return resolve()
        server = createServer((request, response) => {
          serve(toCarried(request.headers)).then(
            (answer) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
            (error: unknown) => {
              const message = error instanceof Error ? error.message : String(error)
              response.writeHead(503, { 'content-type': 'application/json' }).end(JSON.stringify({ error: message }))
            },
          )
        })
        // Proxies keep idle connections for long; closing them first would look like a failing application.
        server.keepAliveTimeout = 0
        server.once('error', reject)
        server.listen(port, '127.0.0.1', 1024, () => resolve())
      }),
    close: () =>
      new Promise((resolve) => {
        if (!server) return resolve()
        server.close(() => resolve())
        server.closeAllConnections()
        server = null
      }),
  }
}
