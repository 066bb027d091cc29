import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import type { Echo } from './echo-app'

export type Asked = { host: string; path?: string; method?: string; headers?: Record<string, string>; agent?: Agent; localAddress?: string }
export type Answer = { status: number; headers: IncomingHttpHeaders; body: string; tookMs: number }

/** One request to a loopback port, on a connection of its own unless an agent is given. Redirects are not followed. */
export function ask(port: number, { host, path = '/', method = 'GET', headers = {}, agent, localAddress }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const options = { host: '127.0.0.1', port, path, method, headers: { ...headers, host }, agent: agent ?? false, localAddress }
    const sent = request(options, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += String(chunk)))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, tookMs: performance.now() - startedAt }),
      )
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** Many requests, `concurrency` at once on as many kept connections; the answers come in the order they were sent. */
export async function askMany(port: number, count: number, toAsked: (index: number) => Asked, concurrency = 8): Promise<Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  const answers: Answer[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) answers[index] = await ask(port, { agent, ...toAsked(index) })
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, worker))
  } finally {
    agent.destroy()
  }
  return answers
}

// The applications of these tests answer with nothing else; a proxy's own answer is no JSON and throws.
export const asEcho = (answer: Answer): Echo => JSON.parse(answer.body) as Echo

/** How often each value comes, by its text. */
export function tally<T>(items: readonly T[], key: (item: T) => string | number): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}
