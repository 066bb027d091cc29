import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watching } from '@/bench/canary/steady-mesh'
import type { CanaryState } from '@/lib/canary/canary-state'
import { waitFor } from '@/lib/testing/wait-for'
import { GateWatch } from './gate-watch'

const secret = 'a secret of more than sixteen letters'
type Asked = { path: string; signature: string; body: string }
let server: Server
let url: string
let asked: Asked[]
let answerTo: (request: IncomingMessage, response: ServerResponse) => void
let now = 1_000_000
let abort: AbortController
let news = 0

beforeEach(async () => {
  asked = []
  news = 0
  abort = new AbortController()
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      asked.push({ path: request.url ?? '', signature: String(request.headers['x-outrider-signature']), body })
      answerTo(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})
afterEach(() => {
  abort.abort()
  server.closeAllConnections()
  server.close()
})

const answer = (status: number) => (_: IncomingMessage, response: ServerResponse) =>
  response.writeHead(status, { location: '/elsewhere' }).end()
const watch = (hook = `${url}/told`): GateWatch => {
  const log = { info() {}, warn() {}, error() {} }
  return new GateWatch({ log, now: () => now }, [{ url: hook, secret }], abort.signal, () => {
    news += 1
  })
}
/** A canary that waits before this gate. */
function waiting(gateUrl = `${url}/may?token=x`): CanaryState {
  const { state } = watching(1, { steps: [{ kind: 'weight', weightPercent: 10, gate: { url: gateUrl } }] })
  return { ...state, phase: { name: 'held', cause: 'gate', since: now, text: '', exit: '' } }
}

describe('the gate of a step', () => {
  it('is asked, signed, until it answers 200, with longer and longer breaks', async () => {
    const [gates, state] = [watch(), waiting()]
    answerTo = answer(403)
    expect(gates.of(state)).toBeNull()
    await waitFor('its answer', () => news === 1)
    expect(gates.of(state)).toEqual({ isOpen: false, text: 'it answered 403' })
    for (const [waitMs, calls] of [
      [1_999, 1],
      [1, 2],
      [3_999, 2],
      [1, 3],
    ] as const) {
      now += waitMs
      if (calls === 3) answerTo = answer(200)
      gates.of(state)
      await waitFor('its answer', () => news === calls)
      expect(asked).toHaveLength(calls)
    }
    expect(gates.of(state)).toEqual({ isOpen: true, text: 'it answered 200' })
    now += 1_000_000
    gates.of(state)
    const [first] = asked
    const time = /^t=(\d+),v1=/.exec(first?.signature ?? '')?.[1] ?? ''
    const hash = createHmac('sha256', secret).update(`${time}.${first?.body}`).digest('hex')
    expect(first).toMatchObject({ path: '/may?token=x', signature: `t=${time},v1=${hash}` })
    expect(JSON.parse(first?.body ?? '')).toMatchObject({ event: 'canary.gate', canary: { version: 'v2', step: 1, steps: 1 } })
    expect(asked).toHaveLength(3)
  })

  it('is not asked before its canary waits for it, and anew at each stay on a step', async () => {
    const [gates, state] = [watch(), waiting()]
    answerTo = answer(200)
    expect(gates.of({ ...state, phase: { name: 'watching', since: now } })).toBeNull()
    gates.of(state)
    await waitFor('its answer', () => news === 1)
    expect(gates.of(state)?.isOpen).toBe(true)
    expect(gates.of({ ...state, stepEntry: state.stepEntry + 1 })).toBeNull()
    await waitFor('its answer', () => news === 2)
    expect(asked).toHaveLength(2)
  })

  it('is asked anew after a pause: what it answered before, or meanwhile, is not kept', async () => {
    const [gates, state] = [watch(), waiting()]
    const paused: CanaryState = { ...state, phase: { name: 'held', cause: 'paused', since: now, text: '', exit: '' } }
    const open: ServerResponse[] = []
    answerTo = (_, response) => void open.push(response)
    gates.of(state)
    await waitFor('the question', () => open.length === 1)
    expect(gates.of(paused)).toBeNull()
    // Paused while it is asked: the yes is to a question of before.
    open[0]?.writeHead(200).end()
    await waitFor('its answer', () => news === 1)
    answerTo = answer(403)
    now += 3_600_000
    expect(gates.of(paused)).toBeNull()
    expect(gates.of(state)).toBeNull()
    await waitFor('its answer', () => news === 2)
    expect(gates.of(state)).toEqual({ isOpen: false, text: 'it answered 403' })
  })

  it('stays shut on a redirect, and follows none', async () => {
    const [gates, state] = [watch(), waiting()]
    answerTo = answer(302)
    gates.of(state)
    await waitFor('its answer', () => news === 1)
    expect(gates.of(state)).toEqual({ isOpen: false, text: 'it answered 302' })
    expect(asked.map(({ path }) => path)).toEqual(['/may?token=x'])
  })

  it('stays shut where nobody answers, where it hangs, and where its host is no webhook’s; each in words', async () => {
    const dead = watch('http://127.0.0.1:1/told')
    const state = waiting('http://127.0.0.1:1/may')
    dead.of(state)
    await waitFor('its answer', () => news === 1)
    expect(dead.of(state)).toMatchObject({ isOpen: false, text: expect.stringMatching(/ECONNREFUSED|bad port/) })
    const gates = watch()
    gates.of(state)
    await waitFor('its answer', () => news === 2)
    expect(gates.of(state)?.text).toBe('its host is not among the webhooks of the configuration any more')
    answerTo = () => {}
    const hanging = waiting()
    gates.of({ ...hanging, stepEntry: 9 })
    await waitFor('its answer', () => news === 3, 8_000)
    expect(gates.of({ ...hanging, stepEntry: 9 })).toEqual({ isOpen: false, text: 'no answer within 5 s' })
  }, 15_000)
})
