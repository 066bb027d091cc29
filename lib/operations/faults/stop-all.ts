import type { StopAllResult } from '@/lib/api/contracts/faults'
import { isFaultActive } from '@/lib/mesh/fault'
import { formatPlural } from '@/lib/mesh/format'
import { abortAllCanaries } from '../canaries/abort-all'
import type { Ctx } from '../ctx'
import { readFleet } from '../proxies/read-fleet'
import { endFault } from './stop'

/**
 * The red button: ends every fault, sends every canary back to weight 0 and locks out new ones, in one transaction. `stopped` names those it ended, not those
 * that somebody else had stopped already.
 * The runtime takes the leased values back and, by the lock, tells every proxy through its admin page as well; that answer is not waited for. `proxies` are
 * those that an active fault was sent to, each as not yet confirmed.
 */
export async function stopAllFaults(ctx: Ctx, input: { reason: string }): Promise<StopAllResult> {
  const fleet = await readFleet(ctx)
  const { stopped, reached } = await ctx.store.steer.transaction(async (tx) => {
    const active = (await tx.faults.list({ active: true, limit: 10_000 })).filter(isFaultActive)
    const running = active.filter((fault) => fault.state !== 'removing')
    for (const fault of running) await endFault(ctx, tx, fault, 'red_button', input.reason)
    const canaries = await abortAllCanaries(ctx, tx, input.reason)
    const at = ctx.now()
    await tx.faults.setLock({ locked: true, reason: input.reason, actor: ctx.actor, at })
    await tx.raiseRevision()
    const outcome = `${formatPlural(running.length, 'fault')}, ${formatPlural(canaries.length, 'canary', 'canaries')}`
    const before = running.map((fault) => fault.id)
    const { actor, address } = ctx
    await tx.audit.append({ at, actor, address, action: 'fault:stop-all', subject: 'all', reason: input.reason, before, outcome })
    return {
      stopped: [...running.map((fault) => fault.id), ...canaries],
      reached: new Set(active.flatMap(({ evidence }) => evidence.map(({ proxyId }) => proxyId))),
    }
  })
  const holders = fleet.filter(({ id }) => reached.has(id))
  const problem = (isConnected: boolean) =>
    isConnected ? 'asked, not confirmed yet' : 'its control stream is disconnected: asked through its admin page only'
  return { stopped, proxies: holders.map(({ id, connected }) => ({ proxyId: id, stopped: false, problem: problem(connected) })) }
}
