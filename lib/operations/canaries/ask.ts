import type { CanaryActionInput } from '@/lib/api/contracts/canaries'
import { AppError } from '@/lib/errors'
import type { CanaryDetail, CanaryRequest } from '@/lib/mesh/canary'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { readRuntime } from '../health/read-runtime'
import { getCanary } from './get'

/** How long the runtime's decision (not the proxies' answer) is waited for. */
const patienceMs = 2_000
const pollMs = 20

/**
 * Pauses, resumes, promotes or aborts: the wish is stored, the runtime decides it within a moment and its answer is given; a refusal is a conflict in its words.
 * Where the runtime is away the wish stands in the answer, undecided. Aborting what has ended changes nothing.
 */
export async function askCanary(ctx: Ctx, input: CanaryActionInput): Promise<CanaryDetail> {
  const request = await ctx.store.steer.transaction(async (tx) => {
    const stored = await tx.canaries.get(input.id)
    if (!stored) throw new AppError('not_found', `no canary with the id "${input.id}"`)
    const { phase } = stored.record.state
    if (phase.name !== 'ended') return storeRequest(ctx, tx, input)
    if (input.kind === 'abort') return null
    throw new AppError('conflict', `already ended: ${phase.outcome}`)
  })
  const answer = request && readRuntime(ctx).isAlive ? await waitForAnswer(ctx, input.id, request.id) : null
  if (answer && !answer.accepted) throw new AppError('conflict', answer.text)
  return getCanary(ctx, input)
}

/** Inside the caller's transaction; the runtime wakes by the commit. */
export async function storeRequest(ctx: Ctx, tx: SteerTx, { id, kind, reason }: CanaryActionInput): Promise<CanaryRequest> {
  const at = ctx.now()
  const request: CanaryRequest = { id: ctx.newId(), kind, actor: ctx.actor, reason, at, answer: null }
  await tx.canaries.ask(id, request)
  await tx.audit.append({ at, actor: ctx.actor, address: ctx.address, action: `canary:${kind}`, subject: id, reason, outcome: 'asked' })
  return request
}

async function waitForAnswer(ctx: Ctx, canaryId: string, requestId: string): Promise<CanaryRequest['answer']> {
  const deadline = performance.now() + patienceMs
  while (performance.now() < deadline) {
    const found = (await ctx.store.steer.canaries.requests({ canaryId })).find(({ request }) => request.id === requestId)
    if (found?.request.answer) return found.request.answer
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return null
}
