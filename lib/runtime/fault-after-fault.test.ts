import { afterEach, describe, expect, it } from 'vitest'
import { startFault } from '@/lib/operations/faults/start'
import { stopFault } from '@/lib/operations/faults/stop'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { startLooking, startStaticBench } from '@/lib/testing/start-static-bench'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const abortAll = {
  service: 'shop/reviews',
  abort: { percent: 100, httpStatus: 418 },
  durationSeconds: 600,
  reason: 'a test',
  withoutLease: true,
}

const title = `A fault right after another of its service${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`
describe.skipIf(noEnvoyReason)(title, { timeout: 90_000 }, () => {
  it('is counted whole, or says that it is not', async () => {
    const { folder, envoy, mesh, targets, send } = await startStaticBench(stops, {})
    const { ctx, store } = await startLooking(stops, { folder, mesh, targets }, 1)
    expect((await send(20)).byStatus).toEqual({ 200: 20 })
    const run = async (requests: number) => {
      const { id } = await startFault(ctx, abortAll)
      await waitFor('it is loaded', async () => (await store.steer.faults.get(id))?.evidence[0]?.at.loaded, 15_000)
      expect((await send(requests)).byStatus).toEqual({ 418: requests })
      await stopFault(ctx, { id, reason: 'seen' })
      const ended = async () => {
        const now = await store.steer.faults.get(id)
        return now?.state === 'ended' && now
      }
      return waitFor('it has ended', ended, 20_000)
    }
    const first = await run(80)
    const second = await run(50)
    expect(await envoy.stat('http.egress.fault.aborts_injected')).toBe(130)
    for (const [fault, requests] of [
      [first, 80],
      [second, 50],
    ] as const) {
      expect(fault.injected.aborts).toBeLessThanOrEqual(requests)
      if (fault.injected.aborts < requests) expect(fault.injected.isPartial).toBe(true)
    }
  })
})
