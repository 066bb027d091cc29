import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaultLane, startFaultLane } from '@/bench/faults/fault-lane'
import { getFaultReport } from '@/lib/operations/faults/report'
import { startFault } from '@/lib/operations/faults/start'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { startTestRuntime, type TestRuntime } from '@/lib/testing/start-test-runtime'
import { waitFor } from '@/lib/testing/wait-for'

let lane: FaultLane
let running: TestRuntime
let isOver = false
let streaming: Promise<void> = Promise.resolve()

beforeAll(async () => {
  if (noEnvoyReason) return
  lane = await startFaultLane()
  running = await startTestRuntime({ folder: lane.folder, xds: lane.xds, mesh: lane.mesh })
  await waitFor('an answer', async () => (await lane.send(4)).byStatus[200] === 4, 30_000)
  streaming = (async () => {
    while (!isOver) {
      await lane.send(8)
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
  })()
}, 60_000)
afterAll(async () => {
  isOver = true
  await streaming
  await running?.stop()
  await lane?.stop()
}, 60_000)

// The guarded service is the faulted one: its own aborts and delays must never stop it.
describe.skipIf(noEnvoyReason)(`a guard on a real Envoy${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 90_000 }, () => {
  it('is not tripped by what the fault itself produces, and says what it saw', async () => {
    const { ctx, store } = running
    const guards = [{ service: 'shop/reviews', metric: 'errorRatio' as const, above: 0.05 }]
    const spec = { service: 'shop/reviews', abort: { percent: 40, httpStatus: 503 }, durationSeconds: 12, reason: 'a test', guards }
    const { id } = await startFault(ctx, spec)
    const ended = await waitFor(
      'ended',
      async () => {
        const fault = await store.steer.faults.get(id)
        return fault?.state === 'ended' && fault
      },
      60_000,
    )
    expect(ended.outcome).toBe('completed')
    const [evidence] = ended.guardEvidence ?? []
    expect(evidence?.reached.requests).toBeGreaterThan(100)
    expect(evidence?.reached.failures).toBe(0)
    const { requests = 0, aborts = 0 } = ended.injected.share ?? {}
    expect(requests).toBeGreaterThan(100)
    expect(Math.abs(aborts - 0.4 * requests)).toBeLessThan(5 * Math.sqrt(requests * 0.24))
    const { report } = await getFaultReport(ctx, { id })
    expect(report.sentences[0]).toMatch(/^Abort: planned 40 %, injected \d/)
    expect(report.sentences.at(-1)).toContain('Proved gone')
  })

  it('stops the fault when the service behind it fails, naming the numbers', async () => {
    const { ctx, store } = running
    const guards = [{ service: 'shop/reviews', metric: 'errorRatio' as const, above: 0.05 }]
    const spec = { service: 'shop/reviews', delay: { percent: 10, fixedDelayMs: 5 }, durationSeconds: 300, reason: 'a test', guards }
    const { id } = await startFault(ctx, spec)
    await waitFor('injecting', async () => (await store.steer.faults.get(id))?.state === 'injecting', 30_000)
    lane.failing(true)
    const stopped = await waitFor(
      'a stop',
      async () => {
        const fault = await store.steer.faults.get(id)
        return fault?.stopping && fault
      },
      30_000,
    )
    lane.failing(false)
    expect(stopped.stopping?.outcome).toBe('stopped_by_condition')
    expect(stopped.stopping?.reason).toMatch(/^errors of shop\/reviews: \d.* of \d+\) of the last 30 s, surely above 5 %; /)
  })
})
