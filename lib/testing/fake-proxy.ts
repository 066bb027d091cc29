import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type AdminPage, adminPages } from '@/lib/proxies/envoy/admin-pages'

/**
 * silent: never answers · late: whole, but only after 300 ms · drip: a byte at a time · cut_off: closes in mid page · huge: never ends · html: a web page · promises_more / promises_less: lies about
 * its length · refuse: closes every connection at once · error_500 · forbidden · redirect · empty · nonsense: bytes that mean nothing · compressed
 */
export type Misbehaviour =
  | 'silent'
  | 'late'
  | 'drip'
  | 'cut_off'
  | 'huge'
  | 'html'
  | 'promises_more'
  | 'promises_less'
  | 'refuse'
  | 'error_500'
  | 'forbidden'
  | 'redirect'
  | 'empty'
  | 'nonsense'
  | 'compressed'

export type FakePages = Partial<Record<AdminPage, string | Buffer>>

export type FakeProxy = {
  url: string
  port: number
  /** Replaces the pages given; the others stay. A page never given answers 404. */
  serve(pages: FakePages): void
  /** From the next request on: every page, or one. `null`: well again. */
  misbehave(how: Misbehaviour | null, page?: AdminPage): void
  /** `GET /stats?usedonly`, in the order they came. */
  requests: string[]
  /** The most requests that were ever in flight at once. */
  mostInFlight(): number
  stop(): Promise<void>
}

const contentTypes: Partial<Record<AdminPage, string>> = { stats: 'text/plain; charset=UTF-8', prometheus: 'text/plain; charset=UTF-8' }

/** An admin server of an Envoy on a real socket of 127.0.0.1, which serves given pages and can misbehave by name. */
export async function startFakeProxy(pages: FakePages = {}, port = 0): Promise<FakeProxy> {
  const served: FakePages = { ...pages }
  const faults = new Map<AdminPage | 'all', Misbehaviour>()
  const requests: string[] = []
  const sockets = new Set<Socket>()
  let inFlight = 0
  let most = 0
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    most = Math.max(most, ++inFlight)
    response.on('close', () => inFlight--)
    const page = toPage(request)
    const fault = faults.get(page ?? 'all') ?? faults.get('all')
    const body = page ? served[page] : undefined
    if (fault) misbehave(response, fault, Buffer.from(body ?? ''))
    else if (page === null || body === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('invalid path.')
    else response.writeHead(200, { 'content-type': contentTypes[page] ?? 'application/json' }).end(body)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    if (faults.get('all') === 'refuse') socket.destroy()
  })
  const bound = await listen(server, port)
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    serve: (more) => Object.assign(served, more),
    misbehave(how, page) {
      if (how) faults.set(page ?? 'all', how)
      else faults.delete(page ?? 'all')
      if (how === 'refuse') for (const socket of sockets) socket.destroy()
    },
    requests,
    mostInFlight: () => most,
    stop: () => stop(server, sockets),
  }
}

function toPage(request: IncomingMessage): AdminPage | null {
  for (const [page, { method, path }] of Object.entries(adminPages)) {
    // Object.entries of the constant table gives its own keys.
    if (request.method === method && request.url === path) return page as AdminPage
  }
  return null
}

function misbehave(response: ServerResponse, how: Misbehaviour, body: Buffer): void {
  const plain = { 'content-type': 'text/plain' }
  switch (how) {
    case 'silent':
      return
    case 'refuse':
      response.socket?.destroy()
      return
    case 'late':
      setTimeout(() => response.writeHead(200, { 'content-type': 'text/plain' }).end(body), 300)
      return
    case 'drip':
      drip(response, body)
      return
    case 'huge':
      flood(response)
      return
    case 'cut_off':
      response.writeHead(200, plain)
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy())
      return
    case 'promises_more':
      response.writeHead(200, { ...plain, 'content-length': body.length + 1000 })
      response.write(body, () => response.socket?.destroy())
      return
    case 'promises_less':
      promiseLess(response, body)
      return
    default:
      answerAtOnce(response, how)
  }
}

/** The half it promises ends with a whole line, where the page has lines, so that only the bytes after it tell. Written past node's own check. */
function promiseLess(response: ServerResponse, body: Buffer): void {
  const half = body.indexOf('\n', Math.floor(body.length / 2)) + 1
  const head = `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${half || Math.floor(body.length / 2)}\r\n\r\n`
  response.socket?.write(Buffer.concat([Buffer.from(head), body]))
}

function answerAtOnce(response: ServerResponse, how: Misbehaviour): void {
  const plain = { 'content-type': 'text/plain' }
  if (how === 'html') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>Welcome</title>\n')
  else if (how === 'error_500') response.writeHead(500, plain).end('broken\n')
  else if (how === 'forbidden') response.writeHead(403, plain).end('not allowed\n')
  else if (how === 'redirect') response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end()
  else if (how === 'nonsense') response.writeHead(200, plain).end('\u0000\u0001 what\nis this\n{{{{\n')
  else if (how === 'compressed') response.writeHead(200, { ...plain, 'content-encoding': 'gzip' }).end('\u001f\u008b')
  else response.writeHead(200, plain).end('')
}

function drip(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'content-type': 'text/plain' })
  let at = 0
  const timer = setInterval(() => response.write(body.subarray(at, ++at)), 20)
  response.on('close', () => clearInterval(timer))
}

function flood(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' })
  const block = Buffer.from('cluster.flood.upstream_rq_total: 1\n'.repeat(2000))
  const pour = (): void => {
    while (!response.destroyed && response.write(block));
    if (!response.destroyed) response.once('drain', pour)
  }
  pour()
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      // A server that listens on a TCP port has an AddressInfo.
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function stop(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy()
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
