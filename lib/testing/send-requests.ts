import { Agent, request } from 'node:http'

export type Tally = { byStatus: Record<number, number>; byBody: Record<string, number>; tookMs: number[] }
type Sent = { count: number; host: string; path?: string; method?: string; headers?: Record<string, string>; concurrency?: number }

/** Sends requests to a loopback port with a Host header of its own, and tallies the answers. */
export async function sendRequests(
  port: number,
  { count, host, path = '/', method = 'GET', headers = {}, concurrency = 8 }: Sent,
): Promise<Tally> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  const tally: Tally = { byStatus: {}, byBody: {}, tookMs: [] }
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now()
      const sent = request({ agent, host: '127.0.0.1', port, path, method, headers: { ...headers, host } }, (response) => {
        let body = ''
        response.on('data', (chunk) => (body += String(chunk)))
        response.on('end', () => {
          const status = response.statusCode ?? 0
          tally.byStatus[status] = (tally.byStatus[status] ?? 0) + 1
          tally.byBody[body] = (tally.byBody[body] ?? 0) + 1
          tally.tookMs.push(performance.now() - startedAt)
          resolve()
        })
      })
      sent.on('error', reject)
      sent.end()
    })
  let left = count
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await one()
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, worker))
  } finally {
    agent.destroy()
  }
  return tally
}
