import { Agent, request } from 'node:http'

/**
 * Since the load's start. `byVersion` counts how often an answer had passed `reviews@v2` and the like; `notSent` were due while too many others were
 * still without an answer.
 */
export type LoadCounts = {
  sent: number
  notSent: number
  ok: number
  failed: number
  byStatus: Record<string, number>
  byVersion: Record<string, number>
}

const deadlineMs = 10_000
/** So many seconds' requests may be without an answer: a machine that cannot keep up must not drown in what nobody waits for any more. */
const mostSecondsInFlight = 2
const tickMs = 5
/** The rate is reached gently: services that run for the first time are slow, and their first second would stand in every chart. */
const rampSeconds = 4

/** Steady open-loop load: `GET /` at the gateway, `rps` a second, on kept connections, whatever the answers. */
export class Load {
  private readonly counts: LoadCounts = { sent: 0, notSent: 0, ok: 0, failed: 0, byStatus: {}, byVersion: {} }
  private readonly agent = new Agent({ keepAlive: true })
  private readonly port: number
  private timer: NodeJS.Timeout | null = null
  private inFlight = 0

  constructor(gatewayPort: number) {
    this.port = gatewayPort
  }

  /** Sets the rate; 0 stops. */
  setRate(rps: number): void {
    if (this.timer) clearInterval(this.timer)
    this.timer = null
    if (rps <= 0) return
    const startedAt = performance.now()
    const mostInFlight = Math.max(50, rps * mostSecondsInFlight)
    let due = 0
    this.timer = setInterval(() => {
      const wanted = Math.floor(rps * rampedSeconds((performance.now() - startedAt) / 1000))
      for (; due < wanted; due++) {
        if (this.inFlight < mostInFlight) this.send()
        else this.counts.notSent++
      }
    }, tickMs)
  }

  read(): LoadCounts {
    return structuredClone(this.counts)
  }

  private send(): void {
    this.inFlight++
    this.counts.sent++
    const outgoing = request(
      { agent: this.agent, host: '127.0.0.1', port: this.port, path: '/', headers: { host: 'shop' }, timeout: deadlineMs },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
        })
        response.on('error', () => this.count('broken', ''))
        response.on('end', () => this.count(String(response.statusCode), text))
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error('deadline')))
    outgoing.on('error', () => this.count('unreachable', ''))
    outgoing.on('close', () => {
      this.inFlight--
    })
    outgoing.end()
  }

  private count(status: string, text: string): void {
    this.counts.byStatus[status] = (this.counts.byStatus[status] ?? 0) + 1
    if (status !== '200') {
      this.counts.failed++
      return
    }
    this.counts.ok++
    for (const [, name = ''] of text.matchAll(/"([a-z]+@v\d+)"/g)) this.counts.byVersion[name] = (this.counts.byVersion[name] ?? 0) + 1
  }
}

/** Seconds of full rate that `seconds` since the start are worth. */
const rampedSeconds = (seconds: number): number => (seconds < rampSeconds ? seconds ** 2 / (2 * rampSeconds) : seconds - rampSeconds / 2)
