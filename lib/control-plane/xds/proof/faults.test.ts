import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fault, FaultSpec } from '@/lib/mesh/fault'
import { createEnvoyReader } from '@/lib/proxies/envoy/reader'
import { type Answer, tally } from '@/lib/testing/ask'
import { type EchoApp, startEchoApp } from '@/lib/testing/echo-app'
import { exampleFault } from '@/lib/testing/example-mesh'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { type ProofMesh, proofService, startProofMesh } from '@/lib/testing/start-proof-mesh'
import { waitFor } from '@/lib/testing/wait-for'

const [frontend, cart] = ['shop/frontend@v1', 'shop/cart@v1']
const host = 'reviews'

let apps: EchoApp[] = []
let mesh: ProofMesh
let made = 0
beforeAll(async () => {
  if (noEnvoyReason) return
  apps = [await startEchoApp('v1'), await startEchoApp('v2')]
  const [v1, v2] = apps.map((app) => [app.endpoint])
  mesh = await startProofMesh(
    [proofService('shop/reviews', { v1: v1 ?? [], v2: v2 ?? [] }), proofService('shop/payments', { v1: v1 ?? [] }, 'grpc')],
    [frontend, cart],
  )
}, 60_000)
beforeEach(() => {
  for (const app of apps) app.log.length = 0
})
afterAll(async () => {
  await mesh?.stop()
  for (const app of apps) await app.stop()
})

type Spec = Omit<FaultSpec, 'durationSeconds' | 'reason'>
const split = {
  revision: 1,
  policy: {
    service: 'shop/reviews',
    rules: [
      {
        name: 'default',
        backends: [
          { version: 'v1', weight: 50 },
          { version: 'v2', weight: 50 },
        ],
      },
    ],
  },
}

/** Publishes the faults, and waits until every caller they concern holds their values. */
async function inject(...specs: Spec[]): Promise<Fault[]> {
  made += 1
  const faults = specs.map((spec, index) => exampleFault(`f${made}-${index}`, spec, index + 1))
  await mesh.publish({ faults, policies: [split] })
  for (const caller of [frontend, cart]) {
    const own = faults.filter((fault) => fault.caller === undefined || caller.startsWith(`${fault.caller}@`))
    await waitFor(`the values of ${made}`, async () => {
      const page = await mesh.caller(caller).envoy.page('/runtime')
      return own.every((fault) => page.includes(`outrider.fault.${fault.id}.`)) && (page.match(/outrider\.fault\./g)?.length ?? 0) > 0
    })
  }
  return faults
}
const total = () => apps.reduce((sum, app) => sum + app.log.length, 0)
const statuses = (answers: readonly Answer[]) => tally(answers, ({ status }) => status)
/** Whether a binomial count lies within five standard deviations: one run in a million fails by chance. */
function expectShare(count: number, of: number, share: number): void {
  expect(Math.abs(count - of * share), `${count} of ${of}, ${share} is wanted`).toBeLessThan(5 * Math.sqrt(of * share * (1 - share)))
}
/** What a counter of the caller's outbound listener counted while this ran. */
async function counted<T>(name: string, work: () => Promise<T>): Promise<[T, number]> {
  const { envoy } = mesh.caller(frontend)
  const before = await envoy.stat(`http.outbound.fault.${name}`)
  const value = await work()
  return [value, (await envoy.stat(`http.outbound.fault.${name}`)) - before]
}

describe.skipIf(noEnvoyReason)(`what a fault does${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 30_000 }, () => {
  it('aborts the share that was asked for, seen by callers, by the application and by the counter', async () => {
    await inject({ service: 'shop/reviews', abort: { percent: 30, httpStatus: 503 } })
    const [answers, aborts] = await counted('aborts_injected', () => mesh.caller(frontend).askMany(1000, { host }))
    expectShare(aborts, 1000, 0.3)
    expect(statuses(answers)).toEqual({ 200: 1000 - aborts, 503: aborts })
    expect(total()).toBe(1000 - aborts)
  })

  it('aborts gRPC with its own status over HTTP 200', async () => {
    await inject({ service: 'shop/payments', abort: { percent: 100, grpcStatus: 8 } }, { service: 'shop/reviews', abort: { percent: 0 } })
    const [answers, aborts] = await counted('aborts_injected', () =>
      mesh.caller(frontend).askMany(50, { host: 'payments', method: 'POST', headers: { 'content-type': 'application/grpc' } }),
    )
    expect(aborts).toBe(50)
    expect(tally(answers, ({ status, headers }) => `${status} grpc ${String(headers['grpc-status'])}`)).toEqual({ '200 grpc 8': 50 })
    expect(total()).toBe(0)
  })

  it('draws delay and abort apart from each other, and delays first', async () => {
    await inject({ service: 'shop/reviews', abort: { percent: 50, httpStatus: 503 }, delay: { percent: 50, fixedDelayMs: 150 } })
    const [[answers, delays], aborts] = await counted('aborts_injected', () =>
      counted('delays_injected', () => mesh.caller(frontend).askMany(400, { host }, 40)),
    )
    expectShare(delays, 400, 0.5)
    expectShare(aborts, 400, 0.5)
    const slow = answers.filter(({ tookMs }) => tookMs >= 145)
    expect(slow.length).toBeGreaterThanOrEqual(delays)
    expectShare(slow.filter(({ status }) => status === 503).length, slow.length, 0.5)
  })

  it('lets answers through no faster than the bandwidth', async () => {
    const [fault] = await inject({ service: 'shop/reviews', bandwidth: { percent: 50, kibPerSecond: 8 } })
    const large = 'x'.repeat(8_000)
    const [answers, limits] = await counted('response_rl_injected', () =>
      mesh.caller(frontend).askMany(40, { host, headers: { 'x-large': large } }, 20),
    )
    expectShare(limits, 40, 0.5)
    expect(answers.filter(({ tookMs }) => tookMs > 700)).toHaveLength(limits)
    expect(statuses(answers)).toEqual({ 200: 40 })
    expect(total()).toBe(40)
    const reader = createEnvoyReader({ timeoutMs: 3_000, maxBytes: 16e6, now: Date.now })
    const target = { id: 'a', url: mesh.caller(frontend).adminUrl, kind: 'envoy' as const }
    const { signal } = new AbortController()
    const found = await reader.readFaults(target, signal)
    expect(found.ok && found.value.get(fault?.id ?? '')).toMatchObject({ hasGate: true, abortPercent: null, bandwidthPercent: 50 })
    const injections = await reader.readInjections(target, signal)
    expect(injections.ok && injections.value.limits).toBe(
      await mesh.caller(frontend).envoy.stat('http.outbound.fault.response_rl_injected'),
    )
    await reader.close()
  })

  it('holds no more requests at once than maxActive, and counts those it let pass', async () => {
    await inject({ service: 'shop/reviews', delay: { percent: 100, fixedDelayMs: 300 }, maxActive: 3 })
    const [[answers, overflows], delays] = await counted('delays_injected', () =>
      counted('faults_overflow', () => mesh.caller(frontend).askMany(30, { host }, 30)),
    )
    expect(delays + overflows).toBe(30)
    expect(overflows).toBeGreaterThan(0)
    expect(answers.filter(({ tookMs }) => tookMs < 250)).toHaveLength(overflows)
  })

  it('meets only requests of its path, header, method, version and caller', async () => {
    await inject(
      {
        service: 'shop/reviews',
        match: { path: { prefix: '/slow' }, headers: [{ name: 'x-tester', exact: 'yes' }], method: 'POST' },
        abort: { percent: 100, httpStatus: 418 },
      },
      { service: 'shop/reviews', caller: 'shop/cart', version: 'v2', abort: { percent: 100, httpStatus: 500 } },
    )
    const asked = { host, path: '/slow/one', method: 'POST', headers: { 'x-tester': 'yes' } }
    const { askMany } = mesh.caller(frontend)
    expect(statuses(await askMany(20, asked))).toEqual({ 418: 20 })
    for (const other of [
      { ...asked, path: '/fast' },
      { ...asked, headers: { 'x-tester': 'no' } },
      { ...asked, method: 'GET' },
    ])
      expect(statuses(await askMany(20, other))).toEqual({ 200: 20 })
    apps[1]?.log.splice(0)
    const ofCart = statuses(await mesh.caller(cart).askMany(60, { host }))
    expect((ofCart[200] ?? 0) + (ofCart[500] ?? 0)).toBe(60)
    expect(ofCart[500]).toBeGreaterThan(10)
    expect(apps[1]?.log).toHaveLength(0)
  })
})
