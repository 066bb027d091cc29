import type { SelfTest } from '@/lib/canary/self-test'
import { AppError } from '@/lib/errors'
import type { Ctx } from '../ctx'

/** Its counts are kept. Stopping what is stopped changes nothing. */
export const stopSelfTest = (ctx: Ctx, { id, reason }: { id: string; reason: string }): Promise<SelfTest> =>
  ctx.store.steer.transaction(async (tx) => {
    const test = await tx.selfTests.get(id)
    if (!test) throw new AppError('not_found', `no A/A test with the id "${id}"`)
    if (test.stopped !== null) return test
    const at = ctx.now()
    const stopped: SelfTest = { ...test, stopped: { at, actor: ctx.actor, reason }, run: null, waiting: null }
    await tx.selfTests.put(stopped)
    const outcome = `${test.service}: ${test.falseAlarms} of ${test.runs} runs alarmed`
    await tx.audit.append({ at, actor: ctx.actor, address: ctx.address, action: 'self-test:stop', subject: id, reason, outcome })
    return stopped
  })
