import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { z } from 'zod'
import type { LoadCounts } from './load'
import { scenarios } from './services/behaviour'

/** What `demo-control.json` says: where a running demo takes orders, and the token that proves that one may read its data folder. */
export type DemoControl = { url: string; token: string; pid: number }

const orderSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('scenario'), service: z.string(), version: z.string(), scenario: z.enum(scenarios) }),
  z.object({ do: z.literal('restart-outrider') }),
  z.object({ do: z.literal('restart-proxy'), id: z.string() }),
  z.object({ do: z.literal('load'), rps: z.number().min(0).max(10_000) }),
  z.object({ do: z.literal('counts') }),
])
export type DemoOrder = z.infer<typeof orderSchema>

/** Takes orders as `POST /` with JSON; answers 200 with `{ counts? }` when the order is carried out, else 4xx with `{ error }`. */
export async function startControlServer(
  carryOut: (order: DemoOrder) => Promise<LoadCounts | null>,
): Promise<{ control: DemoControl; stop(): void }> {
  const token = randomBytes(24).toString('hex')
  const server = createServer((request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (request.method !== 'POST' || request.headers.authorization !== `Bearer ${token}`) return answer(403, { error: 'not for you' })
    readOrder(request)
      .then(carryOut)
      .then(
        (counts) => answer(200, { counts }),
        (error: unknown) => answer(422, { error: error instanceof Error ? error.message : String(error) }),
      )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the control port has no address')
  const stop = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { control: { url: `http://127.0.0.1:${address.port}`, token, pid: process.pid }, stop }
}

async function readOrder(request: IncomingMessage): Promise<DemoOrder> {
  let text = ''
  for await (const part of request) text += String(part)
  return orderSchema.parse(JSON.parse(text))
}
