import { Agent, request } from 'node:http'

/** at: when it was sent; status 0: no answer. */
export type LoadAnswer = { at: number; status: number; body: string }
export type SteadyLoad = {
  /** Answers to what was sent since. */
  answers(since: number): LoadAnswer[]
  stop(): Promise<void>
}

const everyMs = 20

/** Sends so many requests per second to a loopback port with this Host, and keeps what was answered and when. */
export function startSteadyLoad(port: number, host: string, perSecond: number): SteadyLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const seen: LoadAnswer[] = []
  const pending = new Set<Promise<void>>()
  let owed = 0
  const one = (): Promise<void> =>
    new Promise((resolve) => {
      const at = Date.now()
      const keep = (status: number, body: string): void => {
        seen.push({ at, status, body })
        resolve()
      }
      const sent = request({ agent, host: '127.0.0.1', port, path: '/', headers: { host } }, (response) => {
        let body = ''
        response.on('data', (chunk) => (body += String(chunk)))
        response.on('end', () => keep(response.statusCode ?? 0, body))
        response.on('error', () => keep(0, ''))
      })
      sent.on('error', () => keep(0, ''))
      sent.end()
    })
  const timer = setInterval(() => {
    for (owed += (perSecond * everyMs) / 1000; owed >= 1; owed -= 1) {
      const work: Promise<void> = one().finally(() => pending.delete(work))
      pending.add(work)
    }
  }, everyMs)
  return {
    answers: (since) => seen.filter(({ at }) => at >= since),
    async stop() {
      clearInterval(timer)
      await Promise.all(pending)
      agent.destroy()
    },
  }
}
