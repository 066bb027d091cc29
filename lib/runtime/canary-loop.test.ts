import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { CanaryNotice } from '@/lib/canary/notice'
import type { CanaryDetail, CanarySpec } from '@/lib/mesh/canary'
import { askCanary } from '@/lib/operations/canaries/ask'
import { getCanary } from '@/lib/operations/canaries/get'
import { startCanary } from '@/lib/operations/canaries/start'
import { startFault } from '@/lib/operations/faults/start'
import { stopAllFaults } from '@/lib/operations/faults/stop-all'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { answering, type CanaryBench, startCanaryBench } from '@/lib/testing/start-canary-bench'
import { startTestRuntime, type TestRuntime } from '@/lib/testing/start-test-runtime'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function setUp(requestsPerSecond = 200): Promise<{ bench: CanaryBench; running: TestRuntime; told: CanaryNotice[] }> {
  const bench = await startCanaryBench(requestsPerSecond)
  stops.push(bench.stop)
  const { url, told } = await startHook()
  const secretFile = join(bench.folder, 'hook.secret')
  writeFileSync(secretFile, 'a secret of more than sixteen letters')
  const env = { OUTRIDER_WEBHOOKS: JSON.stringify([{ url, secretFile }]) }
  const running = await startTestRuntime({ folder: bench.folder, mesh: bench.mesh, xds: bench.xds, env })
  stops.push(stopOnce(running))
  await answering(bench)
  await waitFor('numbers', () => running.store.series.newest() !== null)
  await waitFor('a caller that is known to be connected', () =>
    [...running.store.observed.listStatus().values()].some((of) => of.connected),
  )
  return { bench, running, told }
}

async function startHook(status = () => 200): Promise<{ url: string; told: CanaryNotice[] }> {
  const told: CanaryNotice[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      told.push(JSON.parse(body))
      response.writeHead(status()).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`, told }
}

/** A test may stop a runtime itself. */
function stopOnce(running: TestRuntime): () => Promise<void> {
  let stopped: Promise<void> | null = null
  const { stop } = running
  running.stop = () => {
    stopped ??= stop()
    return stopped
  }
  return running.stop
}

const spec: CanarySpec = { service: 'shop/reviews', version: 'v2', baseline: 'v1', preset: 'fast', reason: 'release 2.1' }
const canaryOf = ({ ctx }: TestRuntime, id: string): Promise<CanaryDetail> => getCanary(ctx, { id })
const until = (running: TestRuntime, id: string, what: string, holds: (canary: CanaryDetail) => boolean, ms = 20_000) =>
  waitFor(
    what,
    async () => {
      const canary = await canaryOf(running, id)
      if (holds(canary)) return canary
      throw new Error(`${canary.state}: ${canary.stateText}`)
    },
    ms,
  )
const shareOfV2 = (bench: CanaryBench, since: number): number => {
  const answers = bench.load.answers(since)
  return answers.filter(({ body }) => body === 'v2').length / Math.max(1, answers.length)
}

describe.skipIf(noEnvoyReason)(`a canary on a real Envoy${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  it('is rolled back by itself when its version fails, and says so only when weight 0 is proved', async () => {
    const { bench, running } = await setUp()
    bench.v2.failing = 0.3
    const { id } = await startCanary(running.ctx, spec)
    const watching = await until(running, id, 'the first step in force', ({ state }) => state === 'watching')
    expect(watching).toMatchObject({ weight: 10, step: 1, inForce: { loaded: 1, total: 1, laggards: [] } })
    const ended = await until(running, id, 'the end', ({ state }) => state === 'ended', 40_000)
    expect(ended).toMatchObject({ outcome: 'rolled_back', weight: 0, verdict: 'worse' })
    expect(ended.judgement.sentence).toMatch(/^worse: \d+ % of canary requests failed, 0 % of baseline requests$/)
    expect(ended.endedAt).not.toBeNull()
    const since = Date.now()
    await waitFor('answers after the end', () => bench.load.answers(since).length > 200)
    expect(bench.load.answers(since).filter(({ body, status }) => body !== 'v1' || status !== 200)).toEqual([])
  }, 60_000)

  it('is promoted when its version is not worse, as a change that can be undone', async () => {
    const { bench, running } = await setUp(400)
    const { id } = await startCanary(running.ctx, { ...spec, parameters: { steps: [{ kind: 'weight', weightPercent: 50 }] } })
    const ended = await until(running, id, 'the end', ({ state }) => state === 'ended', 55_000)
    expect(ended).toMatchObject({ outcome: 'promoted', weight: 100 })
    expect(ended.changes).toHaveLength(1)
    const { policy } = (await running.store.steer.policies.get('shop/reviews')) ?? {}
    expect(policy?.rules.at(-1)?.backends.find(({ version }) => version === 'v2')?.weight).toBe(100)
    await waitFor('the lease dropped', async () => (await running.store.steer.canaries.open()).length === 0)
    await waitFor('no leased key', async () => !(await bench.envoy.page('/runtime')).includes('outrider.weights'))
    const since = Date.now()
    await waitFor('answers after the end', () => bench.load.answers(since).length > 200)
    expect(shareOfV2(bench, since)).toBe(1)
    expect(bench.load.answers(ended.at).filter(({ status }) => status !== 200)).toEqual([])
  }, 70_000)

  it('waits before a gate until that answers 200, and is promoted then', async () => {
    const { bench, running } = await setUp(400)
    let isOpen = false
    const { url, told } = await startHook(() => (isOpen ? 200 : 403))
    const gate = { url: `${url}may-it` }
    await running.stop()
    const env = { OUTRIDER_WEBHOOKS: JSON.stringify([{ url, secretFile: join(bench.folder, 'hook.secret') }]) }
    const again = await startTestRuntime({ folder: bench.folder, xds: bench.xds, env })
    stops.push(again.stop)
    await waitFor('a connected caller', () => [...again.store.observed.listStatus().values()].some(({ connected }) => connected))
    const ctx = { ...again.ctx, hookOrigins: [new URL(url).origin] }
    const { id } = await startCanary(ctx, { ...spec, parameters: { steps: [{ kind: 'weight', weightPercent: 50, gate }] } })
    const held = await until(again, id, 'the hold', ({ hold }) => hold?.text.endsWith('may-it: it answered 403') === true, 55_000)
    expect(held).toMatchObject({ hold: { cause: 'gate', exit: 'it answers 200, or promote with a reason, or abort' }, weight: 50 })
    isOpen = true
    expect(await until(again, id, 'the end', ({ state }) => state === 'ended')).toMatchObject({ outcome: 'promoted', overrides: [] })
    expect(told.some(({ event }) => String(event) === 'canary.gate')).toBe(true)
  }, 90_000)

  it('goes to weight 0 when a person aborts it, at once, and tells webhooks all along', async () => {
    const { bench, running, told } = await setUp()
    const { id } = await startCanary(running.ctx, spec)
    await until(running, id, 'the first step in force', ({ state }) => state === 'watching')
    await waitFor('answers of v2', () => shareOfV2(bench, Date.now() - 500) > 0)
    await askCanary(running.ctx, { id, kind: 'abort', reason: 'enough' })
    const ended = await until(running, id, 'the end', ({ state }) => state === 'ended')
    expect(ended).toMatchObject({ outcome: 'aborted', weight: 0 })
    const since = Date.now()
    await waitFor('answers after the end', () => bench.load.answers(since).length > 100)
    expect(shareOfV2(bench, since)).toBe(0)
    await waitFor('the hook', () => told.length >= 4)
    expect(told.map(({ event }) => event).sort()).toEqual(['canary.ended', 'canary.started', 'canary.step', 'canary.verdict'])
    expect(told.find(({ event }) => event === 'canary.ended')).toMatchObject({
      text: 'Canary of shop/reviews v2, ended: aborted: aborted by ada: enough',
      canary: { id, outcome: 'aborted', weight: 0 },
    })
  }, 40_000)

  it('stands still while it is paused, while the policy was edited by others, and while a fault is on its route', async () => {
    const { bench, running } = await setUp()
    const { ctx } = running
    const { id } = await startCanary(ctx, { ...spec, parameters: { holdSeconds: 600 } })
    await until(running, id, 'the first step in force', ({ state }) => state === 'watching')

    await askCanary(ctx, { id, kind: 'pause', reason: 'lunch' })
    expect(await canaryOf(running, id)).toMatchObject({
      state: 'held',
      weight: 10,
      hold: { cause: 'paused', text: 'paused by ada: lunch' },
    })
    await askCanary(ctx, { id, kind: 'resume', reason: 'back' })
    await until(running, id, 'watching again', ({ state }) => state === 'watching')

    const { policy, revision } = (await running.store.steer.policies.get('shop/reviews')) ?? { policy: null, revision: 0 }
    if (!policy) throw new Error('every service has a policy')
    const rules = policy.rules.map((rule) => ({ ...rule, timeout: '7s' }))
    const change = await applyPolicy(ctx, {
      service: 'shop/reviews',
      policy: { ...policy, rules },
      baseRevision: revision,
      reason: 'slower',
    })
    const drifted = await until(running, id, 'the hold', ({ hold }) => hold?.cause === 'drift')
    expect(drifted.hold?.text).toMatch(/^the policy was edited: .*\(ada: slower\)$/)
    await waitFor('the edit in force', async () => (await running.store.steer.changes.get(change.id))?.state === 'in_force')
    const edited = Date.now()
    await waitFor('answers with the edit', () => bench.load.answers(edited).length > 200)
    expect(shareOfV2(bench, edited)).toBeGreaterThan(0.02)
    await askCanary(ctx, { id, kind: 'resume', reason: 'the timeout is wanted' })
    await until(running, id, 'watching with the edit', ({ state }) => state === 'watching')

    const delay = { service: 'shop/reviews', delay: { percent: 10, fixedDelayMs: 5 }, durationSeconds: 60, reason: 'a test' }
    await expect(startFault(ctx, delay)).rejects.toMatchObject({ code: 'conflict' })
    const fault = await startFault(ctx, { ...delay, overrideLock: 'both are mine' })
    await until(running, id, 'the hold', ({ hold }) => hold?.text === `fault ${fault.id} of ada acts on shop/reviews`)
    const { stopped } = await stopAllFaults(ctx, { reason: 'incident' })
    expect(stopped.sort()).toEqual([fault.id, id].sort())
    const ended = await until(running, id, 'the end', ({ state }) => state === 'ended')
    expect(ended).toMatchObject({ outcome: 'aborted', stateText: 'aborted by ada: red button: incident' })
    const since = Date.now()
    await waitFor('answers after the end', () => bench.load.answers(since).length > 100)
    expect(shareOfV2(bench, since)).toBe(0)
  }, 60_000)

  it('is held as drifted when somebody gives a proxy another weight, and sends its own again on request', async () => {
    const { bench, running } = await setUp()
    const { id } = await startCanary(running.ctx, { ...spec, parameters: { holdSeconds: 600 } })
    await until(running, id, 'the first step in force', ({ state }) => state === 'watching')
    const key = encodeURIComponent('outrider.weights.shop.reviews.default.shop/reviews|v2')
    await bench.envoy.post(`/runtime_modify?${key}=90`)
    const held = await until(running, id, 'the hold', ({ hold }) => hold?.cause === 'drift', 10_000)
    expect(held.hold?.text).toMatch(/has 50 % where 10 % was asked$/)
    await bench.envoy.post(`/runtime_modify?${key}=`)
    await askCanary(running.ctx, { id, kind: 'resume', reason: 'mended' })
    await until(running, id, 'watching again', ({ state }) => state === 'watching')
  }, 60_000)

  it('goes on where it was when Outrider is back within the lease, without a request lost', async () => {
    const { bench, running } = await setUp()
    const { id } = await startCanary(running.ctx, { ...spec, parameters: { holdSeconds: 600 } })
    await until(running, id, 'the first step in force', ({ state }) => state === 'watching')
    const beginning = Date.now()
    await running.stop()
    const again = await startTestRuntime({ folder: bench.folder, xds: bench.xds })
    stops.push(again.stop)
    const canary = await until(again, id, 'watching again', ({ state, inForce }) => state === 'watching' && inForce.loaded === 1)
    expect(canary).toMatchObject({ outcome: null, weight: 10 })
    const ticks = canary.ticks.length
    await until(again, id, 'another tick', (next) => next.ticks.length > ticks + 1)
    expect(shareOfV2(bench, Date.now() - 2_000)).toBeGreaterThan(0.02)
    expect(bench.load.answers(beginning).filter(({ status }) => status !== 200)).toEqual([])
    await askCanary(again.ctx, { id, kind: 'abort', reason: 'enough' })
    await until(again, id, 'the end', ({ state }) => state === 'ended')
  }, 60_000)
})
