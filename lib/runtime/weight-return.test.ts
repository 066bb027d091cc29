import { afterEach, describe, expect, it } from 'vitest'
import { askCanary } from '@/lib/operations/canaries/ask'
import { getCanary } from '@/lib/operations/canaries/get'
import { startCanary } from '@/lib/operations/canaries/start'
import { listDrift } from '@/lib/operations/drift/list'
import { stopAllFaults } from '@/lib/operations/faults/stop-all'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { answering, startCanaryBench } from '@/lib/testing/start-canary-bench'
import { startTestRuntime } from '@/lib/testing/start-test-runtime'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function setUp() {
  const bench = await startCanaryBench(200, true)
  stops.push(bench.stop)
  const { ctx, store, stop } = await startTestRuntime({ folder: bench.folder, mesh: bench.mesh, xds: bench.xds })
  stops.push(stop)
  await answering(bench)
  await waitFor('numbers', () => store.series.newest() !== null)
  const { id } = await startCanary(ctx, {
    service: 'shop/reviews',
    version: 'v2',
    baseline: 'v1',
    preset: 'fast',
    reason: 'release 2.1',
    parameters: { steps: [{ kind: 'weight', weightPercent: 50 }], holdSeconds: 600 },
  })
  await waitFor('both versions', () => bench.load.answers(Date.now() - 500).some(({ body }) => body === 'v2'), 20_000)
  const canary = () => getCanary(ctx, { id })
  const values = async (): Promise<string> => bench.envoy.page('/runtime')
  const onlyV1 = (since: number) =>
    waitFor('only v1', () => !bench.load.answers(Date.now() - 300).some(({ body }) => body === 'v2') && Date.now() - since, 14_000)
  return { bench, ctx, id, canary, values, onlyV1 }
}

const key = '"outrider.weights.shop.reviews.default.shop/reviews|v2"'

describe.skipIf(noEnvoyReason)(
  `a canary's way back, where the control stream of a proxy is stuck${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`,
  { timeout: 90_000 },
  () => {
    it('goes through the admin page when it is aborted, is proved, and nothing of it is left once the stream is back', async () => {
      const { bench, ctx, id, canary, values, onlyV1 } = await setUp()
      bench.relay?.freeze()
      const since = Date.now()
      await askCanary(ctx, { id, kind: 'abort', reason: 'enough' })
      // The layer's own clock would need up to 15 s.
      expect(await onlyV1(since)).toBeLessThan(6_000)
      await waitFor('proved', async () => (await canary()).state === 'ended', 10_000)
      expect(await canary()).toMatchObject({ outcome: 'aborted', weight: 0 })
      expect(await values()).toContain(key)
      bench.relay?.thaw()
      await waitFor('taken out', async () => !(await values()).includes(key), 40_000)
      expect(bench.load.answers(since).filter(({ status }) => status !== 200)).toEqual([])
      expect(bench.load.answers(Date.now() - 300).some(({ body }) => body === 'v2')).toBe(false)
      expect(await listDrift(ctx, { ignored: false })).toEqual([])
    })

    it('is taken at once by the red button', async () => {
      const { bench, ctx, canary, onlyV1 } = await setUp()
      bench.relay?.freeze()
      const since = Date.now()
      await stopAllFaults(ctx, { reason: 'incident' })
      expect(await onlyV1(since)).toBeLessThan(4_000)
      await waitFor('proved', async () => (await canary()).state === 'ended', 10_000)
    })
  },
)
