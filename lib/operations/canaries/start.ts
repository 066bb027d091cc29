import { startCanary as startRun } from '@/lib/canary/start-canary'
import { toCanaryDetail } from '@/lib/canary/to-canary'
import { AppError } from '@/lib/errors'
import type { CanaryDetail, CanarySpec } from '@/lib/mesh/canary'
import { alignEvidence } from '@/lib/mesh/evidence'
import type { Ctx } from '../ctx'
import { readFleet } from '../proxies/read-fleet'
import { measureBaseline } from './measure-baseline'
import { type CanaryStart, planCanary } from './plan-canary'

/** Stores a draft and answers at once; the runtime asks the proxies, begins, and ends it. */
export async function startCanary(ctx: Ctx, spec: CanarySpec): Promise<CanaryDetail> {
  const proxies = await readFleet(ctx)
  const asked = await planCanary(ctx, ctx.store.steer, spec, proxies)
  refuse(asked, spec)
  const { baseline, forecast } = await measureBaseline(ctx, { service: spec.service, ...asked }, asked.parameters)
  return ctx.store.steer.transaction(async (tx) => {
    const start = await planCanary(ctx, tx, spec, proxies)
    refuse(start, spec)
    refuseOtherBaseline(asked, start)
    const at = ctx.now()
    const plan = {
      id: ctx.newId(),
      service: spec.service,
      version: start.version,
      baseline: start.baseline,
      parameters: start.parameters,
      actor: ctx.actor,
      reason: spec.reason,
      overrideLock: start.holder === null ? null : (spec.overrideLock ?? null),
    }
    const record = {
      state: startRun(plan, baseline, start.stored.revision, at),
      preset: spec.preset,
      at,
      forecast,
      evidence: alignEvidence([], start.consumers, at),
      changes: [],
      ownRevision: null,
      alertTexts: {},
      holdsLease: true,
      endRevision: null,
    }
    await tx.canaries.insert(record)
    const text = start.holder === null ? spec.reason : `${spec.reason}; beside ${start.holder}: ${plan.overrideLock ?? ''}`
    const event = { at, kind: 'record', from: null, to: 'draft', actor: ctx.actor, text } as const
    await tx.canaries.addEvents(plan.id, [event])
    await tx.raiseRevision()
    const outcome = `${spec.service}: ${start.version} against ${start.baseline}, ${spec.preset}`
    await tx.audit.append({
      at,
      actor: ctx.actor,
      address: ctx.address,
      action: 'canary:start',
      subject: plan.id,
      reason: text,
      after: plan,
      outcome,
    })
    return toCanaryDetail(record, [], [], [event])
  })
}

/** What was measured before the transaction is of one baseline, and is fixed for the canary's whole life. */
function refuseOtherBaseline(asked: CanaryStart, { baseline }: CanaryStart): void {
  if (baseline === asked.baseline) return
  throw new AppError(
    'conflict',
    `the policy was edited meanwhile: the heaviest version beside ${asked.version} is ${baseline} now, and ${asked.baseline} was measured; start again, or name the baseline`,
  )
}

/** What holds the route first (409), then what makes no sense (422). */
function refuse({ blocker, holder, problems }: CanaryStart, { overrideLock }: CanarySpec): void {
  if (blocker !== null) throw new AppError('conflict', blocker)
  if (holder !== null && overrideLock === undefined)
    throw new AppError(
      'conflict',
      `${holder} holds this route: wait for its end, or say with overrideLock why both may run; the canary waits then`,
      {
        holder,
      },
    )
  if (problems.length > 0) throw new AppError('rejected', problems.join('; '), { problems })
}
