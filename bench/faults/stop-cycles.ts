import { startFault } from '@/lib/operations/faults/start'
import { stopFault } from '@/lib/operations/faults/stop'
import { startTestRuntime } from '@/lib/testing/start-test-runtime'
import { waitFor } from '@/lib/testing/wait-for'
import { abortAll, startFaultLane } from './fault-lane'

/** lastAbortMs: from the click to the last request that was still aborted (at most 0 when none was); provedMs: to the state ended, proved by configuration and counters. */
export type StopCycle = { lastAbortMs: number; provedMs: number }

/** A fault of 100 % under a steady stream of requests, stopped `count` times. The runtime reads every second, as in the tests. */
export async function runStopCycles(count: number): Promise<StopCycle[]> {
  const lane = await startFaultLane()
  const running = await startTestRuntime({ folder: lane.folder, xds: lane.xds, mesh: lane.mesh })
  const { store, ctx } = running
  let lastAbortAt = 0
  let isOver = false
  const stream = async (): Promise<void> => {
    while (!isOver) {
      const at = Date.now()
      if (((await lane.send(4)).byStatus[503] ?? 0) > 0) lastAbortAt = at
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  let streaming: Promise<void> | null = null
  const cycles: StopCycle[] = []
  try {
    await waitFor(
      'the proxy in sync',
      () => [...store.observed.listStatus().values()].some(({ syncedRevision }) => syncedRevision > 0),
      30_000,
    )
    await waitFor('an answer', async () => (await lane.send(4)).byStatus[200] === 4)
    streaming = stream()
    for (let index = 0; index < count; index++) {
      const { id } = await startFault(ctx, abortAll)
      await waitFor('injecting', async () => (await store.steer.faults.get(id))?.state === 'injecting', 30_000)
      const stoppedAt = Date.now()
      await stopFault(ctx, { id, reason: 'a benchmark' })
      const ended = await waitFor(
        'ended',
        async () => {
          const fault = await store.steer.faults.get(id)
          return fault?.state === 'ended' && fault
        },
        60_000,
      )
      cycles.push({ lastAbortMs: lastAbortAt - stoppedAt, provedMs: (ended.endedAt ?? Number.NaN) - stoppedAt })
    }
    return cycles
  } finally {
    isOver = true
    await streaming
    await running.stop()
    await lane.stop()
  }
}
