import { startRuntimeChild } from '@/lib/testing/start-runtime-child'
import { waitFor } from '@/lib/testing/wait-for'
import { abortAll, type FaultLane, startFaultLane } from './fault-lane'

export const killMoments = ['applying', 'injecting', 'removing'] as const
export type KillMoment = (typeof killMoments)[number]
/** goneMs: from kill -9 until no request failed any more and no value of a fault was left in the proxy; null: not within 25 s. hasReturned: it injected again later. */
export type KillCycle = { moment: KillMoment; goneMs: number | null; hasReturned: boolean }

const longestMs = 25_000
const absenceMs = 12_000

/** One lane: `moments.length` times start Outrider, start a fault, kill -9 at that moment, wait for its end by the proxy's own clock, and start Outrider again. */
export async function runKillCycles(moments: readonly KillMoment[]): Promise<KillCycle[]> {
  const lane = await startFaultLane()
  const cycles: KillCycle[] = []
  try {
    for (const [index, moment] of moments.entries()) {
      const before = cycles.at(-1)
      cycles.push(await runCycle(lane, moment, index === 0, (hasReturned) => before && Object.assign(before, { hasReturned })))
    }
    return cycles
  } finally {
    await lane.stop()
  }
}

async function runCycle(
  lane: FaultLane,
  moment: KillMoment,
  isFirst: boolean,
  tellReturned: (hasReturned: boolean) => void,
): Promise<KillCycle> {
  const child = await startRuntimeChild({ folder: lane.folder, xds: lane.xds, ...(isFirst && { mesh: lane.mesh }) })
  try {
    await waitFor('a whole answer', async () => ((await lane.send(20)).byStatus[200] ?? 0) > 0, 60_000)
    // An Outrider that is back must not bring the last fault with it.
    tellReturned(((await lane.send(200)).byStatus[503] ?? 0) > 0)
    // The last fault holds the route until this Outrider has proved it gone.
    const id = await waitFor('the start of a fault', () => child.startFault(abortAll), 60_000)
    if (moment !== 'applying') await waitFor('aborts', async () => (await lane.send(10)).byStatus[503] === 10, 30_000)
    if (moment === 'removing') await child.stopFault(id)
  } finally {
    await child.kill()
  }
  const killedAt = performance.now()
  const goneMs = await waitUntilGone(lane, killedAt)
  // Back within 10 s Outrider goes on with the fault, as it should; here it stays away for longer.
  await waitFor('an absence that ends leases', () => performance.now() - killedAt > absenceMs)
  return { moment, goneMs, hasReturned: false }
}

async function waitUntilGone(lane: FaultLane, killedAt: number): Promise<number | null> {
  while (performance.now() - killedAt < longestMs) {
    const isClean = (await lane.send(20)).byStatus[200] === 20 && !/outrider\.fault\./.test(await lane.envoy.page('/runtime'))
    if (isClean) return performance.now() - killedAt
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return null
}
