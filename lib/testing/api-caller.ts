import { request } from 'node:http'
import { z } from 'zod'
import { errorBodySchema } from '@/lib/api/common'

export type Answered = { status: number; headers: Record<string, string | string[] | undefined>; text: string; json(): unknown }
export type Sent = { method?: string; headers?: Record<string, string>; body?: unknown; text?: string }

/** Calls by a plain socket of its own, so that no former call's idle end is met, and that Host, Origin and every other header can be what a test wants. */
export function callUrl(base: string, path: string, sent: Sent = {}): Promise<Answered> {
  const text = sent.text ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body))
  const type = text === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const options = { agent: false, method: sent.method ?? 'GET', headers: { ...type, ...sent.headers } }
    const outgoing = request(base + path, options, (incoming) => {
      let received = ''
      incoming.setEncoding('utf8')
      incoming.on('data', (chunk) => (received += chunk))
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: received,
          json: () => JSON.parse(received) as unknown,
        }),
      )
      incoming.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(text)
  })
}

/** The error of an answer in the one shape; fails where it is in another. */
export const errorOf = (answer: Answered) => errorBodySchema.parse(answer.json()).error

export const idOf = (answer: Answered): string => z.object({ id: z.string() }).parse(answer.json()).id
