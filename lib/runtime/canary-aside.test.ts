import { afterEach, describe, expect, it } from 'vitest'
import type { CanaryDetail, CanarySpec } from '@/lib/mesh/canary'
import { askCanary } from '@/lib/operations/canaries/ask'
import { getCanary } from '@/lib/operations/canaries/get'
import { startCanary } from '@/lib/operations/canaries/start'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { sendRequests } from '@/lib/testing/send-requests'
import { answering, type CanaryBench, startCanaryBench } from '@/lib/testing/start-canary-bench'
import { startTestRuntime, type TestRuntime } from '@/lib/testing/start-test-runtime'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function setUp(): Promise<{ bench: CanaryBench; running: TestRuntime }> {
  const bench = await startCanaryBench(200)
  stops.push(bench.stop)
  const running = await startTestRuntime({ folder: bench.folder, mesh: bench.mesh, xds: bench.xds })
  stops.push(running.stop)
  await answering(bench)
  await waitFor('numbers', () => running.store.series.newest() !== null)
  return { bench, running }
}

const until = (running: TestRuntime, id: string, what: string, holds: (canary: CanaryDetail) => boolean, ms = 20_000) =>
  waitFor(
    what,
    async () => {
      const canary = await getCanary(running.ctx, { id })
      if (holds(canary)) return canary
      throw new Error(`${canary.state}: ${canary.stateText}`)
    },
    ms,
  )
const spec = (steps: NonNullable<CanarySpec['parameters']>['steps']): CanarySpec => ({
  service: 'shop/reviews',
  version: 'v2',
  baseline: 'v1',
  preset: 'fast',
  reason: 'release 2.1',
  parameters: { steps },
})
const weight = { kind: 'weight', weightPercent: 50 } as const
const runtimePage = (bench: CanaryBench) => bench.envoy.page('/runtime')

describe.skipIf(noEnvoyReason)(`steps beside the weights on a real Envoy${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  it('copy a share of the requests to the canary, show nobody the answers, count them, and end without a trace', async () => {
    const { bench, running } = await setUp()
    bench.v2.failing = 1
    const { id } = await startCanary(running.ctx, spec([{ kind: 'mirror', percent: 25 }, weight]))
    await until(running, id, 'the mirror in force', ({ state }) => state === 'watching')
    const [since, before] = [Date.now(), bench.v2.requests]
    await waitFor('a thousand answers', () => bench.load.answers(since).length > 1_000)
    const share = (bench.v2.requests - before) / bench.load.answers(since).length
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.3)
    const held = await until(running, id, 'the hold', ({ state }) => state === 'held', 45_000)
    expect(held.hold).toMatchObject({ cause: 'approval', exit: 'resume to go on, or abort' })
    expect(held.hold?.text).toMatch(
      /^a mirror of 25 % cannot be judged by itself: ([\d, ]+) of \1 copies failed, 0 of [\d, ]+ requests of v1; the copies are shown to fail more$/,
    )
    expect(held).toMatchObject({ weight: 0, verdict: 'unknown', outcome: null })
    expect(held.ticks.at(-1)).toMatchObject({ leftOut: 'copies are never judged', weight: null })
    expect(bench.load.answers(since).filter(({ status, body }) => status !== 200 || body !== 'v1')).toEqual([])
    await askCanary(running.ctx, { id, kind: 'abort', reason: 'the copies fail' })
    expect(await until(running, id, 'the end', ({ state }) => state === 'ended')).toMatchObject({ outcome: 'aborted' })
    await waitFor('no leased key', async () => !(await runtimePage(bench)).includes('outrider.'))
    const after = bench.v2.requests
    const ended = Date.now()
    await waitFor('answers after the end', () => bench.load.answers(ended).length > 200)
    expect(bench.v2.requests).toBe(after)
  }, 90_000)

  it('send all requests with one header to the canary and no other, until a person goes on', async () => {
    const { bench, running } = await setUp()
    const { id } = await startCanary(running.ctx, spec([{ kind: 'cohort', header: 'x-tester', value: 'yes' }, weight]))
    await until(running, id, 'the cohort in force', ({ state }) => state === 'watching')
    const since = Date.now()
    const send = (headers: Record<string, string>) => sendRequests(bench.outboundPort, { count: 100, host: 'reviews', headers })
    expect((await send({ 'x-tester': 'yes' })).byBody).toEqual({ v2: 100 })
    expect((await send({ 'x-tester': 'no' })).byBody).toEqual({ v1: 100 })
    await until(running, id, 'a tick after the warm-up', ({ ticks }) => ticks.at(-1)?.leftOut === 'no simultaneous control', 30_000)
    await send({ 'x-tester': 'yes' })
    const held = await until(running, id, 'the hold', ({ hold }) => hold?.text.includes('0 of 100') === true, 45_000)
    expect(held.hold).toMatchObject({
      cause: 'approval',
      text: 'requests with x-tester: yes cannot be judged by itself: 0 of 100 requests of the cohort failed',
    })
    expect([...new Set(bench.load.answers(since).map(({ body }) => body))]).toEqual(['v1'])
    await askCanary(running.ctx, { id, kind: 'resume', reason: 'the testers are content' })
    expect(await until(running, id, 'the next step', ({ state, step }) => state === 'watching' && step === 2)).toMatchObject({ weight: 50 })
    await askCanary(running.ctx, { id, kind: 'abort', reason: 'enough' })
    await until(running, id, 'the end', ({ state }) => state === 'ended')
    expect((await send({ 'x-tester': 'yes' })).byBody).toEqual({ v1: 100 })
  }, 90_000)
})
