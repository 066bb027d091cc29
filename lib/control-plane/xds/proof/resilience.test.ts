import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DestinationSettings, Policy, Rule } from '@/lib/mesh/policy'
import { type Answer, tally } from '@/lib/testing/ask'
import { type EchoApp, startEchoApp } from '@/lib/testing/echo-app'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { type Caller, type ProofMesh, proofService, startProofMesh } from '@/lib/testing/start-proof-mesh'
import { waitFor } from '@/lib/testing/wait-for'

const host = 'reviews'
const callers = ['shop/frontend@v1', 'shop/cart@v1']

let v1: EchoApp
let v2: EchoApp
let mesh: ProofMesh
let frontend: Caller
beforeAll(async () => {
  if (noEnvoyReason) return
  v1 = await startEchoApp('v1')
  v2 = await startEchoApp('v2')
  mesh = await startProofMesh([proofService('shop/reviews', { v1: [v1.endpoint], v2: [v2.endpoint] })], callers)
  frontend = mesh.caller('shop/frontend@v1')
}, 60_000)
beforeEach(() => {
  for (const app of noEnvoyReason ? [] : [v1, v2]) {
    app.behave({})
    app.log.length = 0
  }
})
afterAll(async () => {
  await mesh?.stop()
  await v1?.stop()
  await v2?.stop()
})

const put = (change: Partial<Rule>, destination?: DestinationSettings): Promise<void> => {
  const rule: Rule = { name: 'default', backends: [{ version: 'v1', weight: 100 }], ...change }
  const policy: Policy = { service: 'shop/reviews', rules: [rule], ...(destination ? { destination } : {}) }
  return mesh.publish({ policies: [{ policy, revision: 1 }] })
}
const statuses = (answers: readonly Answer[]) => tally(answers, (answer) => answer.status)
const stat = (name: string) => frontend.envoy.stat(`cluster.shop/reviews|v1.${name}`)
/** How much counters grew while something was done. */
async function growth(names: readonly string[], work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await Promise.all(names.map(stat))
  await work()
  return Object.fromEntries(await Promise.all(names.map(async (name, index) => [name, (await stat(name)) - (before[index] ?? 0)] as const)))
}

describe.skipIf(noEnvoyReason)(`time${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 30_000 }, () => {
  it('ends a request after the timeout of its rule, by status and by clock', async () => {
    v1.behave({ delayMs: 3000 })
    await put({ timeout: '200ms' })
    const grown = await growth(['upstream_rq_timeout'], async () => {
      const answers = await frontend.askMany(4, { host })
      expect(statuses(answers)).toEqual({ 504: 4 })
      for (const { tookMs } of answers) {
        expect(tookMs).toBeGreaterThanOrEqual(195)
        expect(tookMs).toBeLessThan(1500)
      }
    })
    expect(grown).toEqual({ upstream_rq_timeout: 4 })
    v1.behave({ delayMs: 100 })
    expect((await frontend.ask({ host })).status).toBe(200)
  })

  it('of one try ends that try, and the next one gets its own', async () => {
    v1.behave({ delayMs: 3000 })
    await put({ timeout: '5s', retry: { attempts: 2, on: ['5xx'], perTryTimeout: '150ms', backoff: { base: '1ms' } } })
    const answer = await frontend.ask({ host })
    expect(answer.status).toBe(504)
    expect(v1.log).toHaveLength(3)
    expect(answer.tookMs).toBeGreaterThanOrEqual(445)
    expect(answer.tookMs).toBeLessThan(2000)
  })

  it('without movement ends a stream', async () => {
    v1.behave({ delayMs: 3000 })
    await put({ timeout: '0s', idleTimeout: '200ms' })
    const answer = await frontend.ask({ host })
    expect(answer.status).toBe(504)
    expect(answer.tookMs).toBeLessThan(1500)
    expect(await frontend.envoy.stat('http.outbound.downstream_rq_idle_timeout')).toBe(1)
  })
})

describe.skipIf(noEnvoyReason)(`retries${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 30_000 }, () => {
  const failing = (times: number, status = 503) => {
    let left = times
    return () => (left-- > 0 ? status : 200)
  }

  it('try as often as the rule says, counted by what the application saw', async () => {
    await put({ retry: { attempts: 2, on: ['5xx'], backoff: { base: '1ms', max: '5ms' } } })
    v1.behave(failing(2))
    expect((await frontend.ask({ host })).status).toBe(200)
    expect(v1.log).toHaveLength(3)
    v1.behave(failing(3))
    const grown = await growth(['upstream_rq_retry', 'upstream_rq_retry_limit_exceeded'], async () =>
      expect((await frontend.ask({ host })).status).toBe(503),
    )
    expect(v1.log).toHaveLength(6)
    expect(grown).toEqual({ upstream_rq_retry: 2, upstream_rq_retry_limit_exceeded: 1 })
  })

  it('leave alone what the rule does not name, and take the statuses it adds', async () => {
    await put({ retry: { attempts: 1, on: ['connect-failure'], codes: [409] } })
    v1.behave(failing(1, 500))
    expect((await frontend.ask({ host })).status).toBe(500)
    expect(v1.log).toHaveLength(1)
    v1.behave(failing(1, 409))
    expect((await frontend.ask({ host })).status).toBe(200)
    expect(v1.log).toHaveLength(3)
  })

  it('stop at the budget of the destination, counted as overflow', async () => {
    const destination = { circuitBreaker: { retryBudget: { percent: 0, minRetryConcurrency: 1 } } }
    await put({ retry: { attempts: 1, on: ['5xx'], backoff: { base: '300ms', max: '300ms' } } }, destination)
    v1.behave({ status: 503, delayMs: 50 })
    const grown = await growth(['upstream_rq_retry_overflow', 'upstream_rq_retry'], async () => {
      expect(statuses(await frontend.askMany(20, { host }, 20))).toEqual({ 503: 20 })
    })
    expect(grown.upstream_rq_retry_overflow).toBeGreaterThan(0)
    expect((grown.upstream_rq_retry_overflow ?? 0) + (grown.upstream_rq_retry ?? 0)).toBe(20)
    expect(v1.log).toHaveLength(20 + (grown.upstream_rq_retry ?? 0))
  })
})

describe.skipIf(noEnvoyReason)(`limits${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 30_000 }, () => {
  it('of a breaker refuse what is too much at once, counted as overflow, and never reach the application', async () => {
    await put({}, { circuitBreaker: { maxRequests: 3 } })
    v1.behave({ delayMs: 300 })
    const grown = await growth(['upstream_rq_active_overflow'], async () => {
      const answers = statuses(await frontend.askMany(10, { host }, 10))
      expect(answers).toEqual({ 200: 3, 503: 7 })
    })
    expect(grown).toEqual({ upstream_rq_active_overflow: 7 })
    expect(v1.log).toHaveLength(3)
  })

  it('of connections and of waiting requests add up', async () => {
    await put({}, { circuitBreaker: { maxConnections: 1, maxPendingRequests: 2 } })
    // A request that waits for a connection to open counts as a waiting one too.
    await frontend.ask({ host })
    v1.behave({ delayMs: 200 })
    const grown = await growth(['upstream_rq_pending_overflow'], async () => {
      expect(statuses(await frontend.askMany(8, { host }, 8))).toEqual({ 200: 3, 503: 5 })
    })
    expect(grown).toEqual({ upstream_rq_pending_overflow: 5 })
  })

  it('of a rate let the bucket through and answer the rest with 429, by a bucket of its own for a caller', async () => {
    await put({ rateLimit: { requests: 5, per: '1h', burst: 12, callers: [{ caller: 'shop/cart', requests: 3, per: '1h' }] } })
    expect(statuses(await frontend.askMany(30, { host }))).toEqual({ 200: 12, 429: 18 })
    expect(statuses(await mesh.caller('shop/cart@v1').askMany(30, { host }))).toEqual({ 200: 3, 429: 27 })
    expect(v1.log).toHaveLength(15)
    expect(await frontend.envoy.stat('outrider.shop.reviews.default.http_local_rate_limit.rate_limited')).toBe(18)
  })

  it('of a rate are filled up again', async () => {
    await put({ rateLimit: { requests: 2, per: '200ms' } })
    expect(statuses(await frontend.askMany(10, { host }))[429]).toBeGreaterThan(0)
    await waitFor('a new token', async () => (await frontend.ask({ host })).status === 200, 3000)
  })
})

describe.skipIf(noEnvoyReason)(`a mirror${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 30_000 }, () => {
  it('copies its share to the shadow, whose log says so, and no caller hears of it', async () => {
    await put({ mirror: { version: 'v2', percent: 25 } })
    v2.behave({ status: 500, delayMs: 20 })
    const answers = await frontend.askMany(800, { host, path: '/copied' })
    expect(statuses(answers)).toEqual({ 200: 800 })
    expect(v1.log).toHaveLength(800)
    const sent = () => frontend.envoy.stat('cluster.shop/reviews|v2|mirror.upstream_rq_total')
    await waitFor('the copies to arrive', async () => v2.log.length === (await sent()) && (await sent()) > 0)
    // Binomial, n = 800, p = 0.25: ± 5 standard deviations.
    expect(Math.abs(v2.log.length - 200)).toBeLessThan(62)
    expect(new Set(v2.log.map((seen) => `${seen.headers.host} ${seen.path}`))).toEqual(new Set(['reviews-shadow /copied']))
    expect(await frontend.envoy.stat('cluster.shop/reviews|v2.upstream_rq_total')).toBe(0)
  })
})
