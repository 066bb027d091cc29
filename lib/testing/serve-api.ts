import { readdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Handler } from '@/lib/http/answer'

export type RouteModule = { path: string; pattern: RegExp; methods: Map<string, Handler> }
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']

/** Every `route.ts` under app, with the address that Next would serve it at; fixed addresses before those with parameters. */
export async function loadRoutes(root: string): Promise<RouteModule[]> {
  const files = readdirSync(join(root, 'app'), { recursive: true, encoding: 'utf8' }).filter((file) => /(^|\/)route\.ts$/.test(file))
  const routes = await Promise.all(
    files.map(async (file) => {
      const path = `/${file.replace(/\/?route\.ts$/, '').replace(/\([^)]*\)\//g, '')}`
      const exported: Record<string, unknown> = await import(join(root, 'app', file))
      return {
        path,
        pattern: toPattern(path),
        methods: new Map(methods.flatMap((method) => (exported[method] ? [[method, asHandler(exported[method])]] : []))),
      }
    }),
  )
  return routes.sort((a, b) => rank(a.path) - rank(b.path) || b.path.length - a.path.length)
}

const rank = (path: string): number => (path.includes('[[...') ? 3 : path.includes('[...') ? 2 : path.includes('[') ? 1 : 0)
const toPattern = (path: string): RegExp => {
  const segments = path
    .split('/')
    .map((part) =>
      part.startsWith('[[...') ? '[[...]]' : part.startsWith('[...') ? '.+' : part.startsWith('[') ? '[^/]+' : part.replace(/[.]/g, '[.]'),
    )
  return new RegExp(`^${segments.join('/').replace('/[[...]]', '(?:/.+)?')}$`)
}

// A route module exports handlers under the names of methods and nothing else: Next itself asks that of it.
const asHandler = (value: unknown) => value as Handler

export type ServedApi = { url: string; port: number; close(): Promise<void> }

/** The API on a real socket, without Next: each request goes to the route module that its address belongs to. */
export async function serveApi(routes: readonly RouteModule[]): Promise<ServedApi> {
  const server = createServer((incoming, outgoing) => {
    void dispatch(routes, incoming, outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an AddressInfo.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function dispatch(routes: readonly RouteModule[], incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { pathname } = new URL(incoming.url ?? '/', 'http://server')
  const handler = routes.find((route) => route.pattern.test(pathname))?.methods.get(incoming.method ?? 'GET')
  const abort = new AbortController()
  outgoing.on('close', () => abort.abort())
  if (!handler) {
    outgoing.writeHead(405).end()
    return
  }
  const response = await handler(toRequest(incoming, abort.signal))
  outgoing.writeHead(response.status, [...response.headers].flat())
  if (!response.body) {
    outgoing.end()
    return
  }
  // The two streams are the same thing under two sets of types.
  const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
  body.on('error', () => outgoing.destroy())
  body.pipe(outgoing)
  outgoing.on('close', () => body.destroy())
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers.set(name, String(value))
  const method = incoming.method ?? 'GET'
  // `duplex` is asked for by fetch's standard for a streamed body and missing in the DOM's types.
  const init = {
    method,
    headers,
    signal,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: Readable.toWeb(incoming), duplex: 'half' }),
  } as RequestInit
  return new Request(new URL(incoming.url ?? '/', 'http://server'), init)
}
