import { AppError, type ErrorCode } from '@/lib/errors'
import type { FaultProblem } from '@/lib/faults/check-fault'
import { faultSentence } from '@/lib/faults/fault-sentence'
import { plannedInjection } from '@/lib/faults/planned-injection'
import { alignEvidence } from '@/lib/mesh/evidence'
import type { Fault, FaultSpec } from '@/lib/mesh/fault'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { readFleet } from '../proxies/read-fleet'
import { planFault } from './plan-fault'
import { refuseBesideCanary } from './refuse-beside-canary'

/** Stores a fault and answers at once; the runtime loads it, proves that it injects, and ends it. */
export async function startFault(ctx: Ctx, spec: FaultSpec): Promise<Fault> {
  const proxies = await readFleet(ctx)
  return ctx.store.steer.transaction((tx) => storeFault(ctx, tx, spec, proxies))
}

async function storeFault(ctx: Ctx, tx: SteerTx, spec: FaultSpec, proxies: readonly MeshProxy[]): Promise<Fault> {
  const { desired, problems, forecast, consumers, guardEvidence } = await planFault(ctx, tx, spec, proxies)
  refuse(problems.filter(({ kind }) => kind === 'invalid'))
  await refuseBesideCanary(tx, spec, desired.mesh)
  refuse(problems)
  const at = ctx.now()
  // How many requests a header or path matches is not counted anywhere, so nothing is promised for them.
  const matching = forecast.isUpperBound ? null : forecast.requestsPerSecond
  const fault: Fault = {
    ...spec,
    id: ctx.newId(),
    actor: ctx.actor,
    at,
    state: 'applying',
    stateReason: null,
    outcome: null,
    endsAt: at + spec.durationSeconds * 1000,
    endedAt: null,
    revision: await tx.raiseRevision(),
    stopping: null,
    planned: matching === null ? null : plannedInjection(spec, matching),
    injected: { abortsPerSecond: 0, delaysPerSecond: 0, aborts: 0, delays: 0 },
    evidence: alignEvidence([], consumers, at),
    ...(spec.guards?.length ? { guardEvidence } : {}),
  }
  await tx.faults.insert(fault)
  await tx.audit.append({
    at,
    actor: ctx.actor,
    address: ctx.address,
    action: 'fault:start',
    subject: fault.id,
    reason: spec.reason,
    after: spec,
    outcome: faultSentence(spec),
  })
  return fault
}

const order = ['invalid', 'conflict', 'rejected'] as const satisfies readonly ErrorCode[]

function refuse(problems: readonly FaultProblem[]): void {
  for (const kind of order) {
    const first = problems.find((problem) => problem.kind === kind)
    if (first) throw new AppError(kind, `${first.path ? `${first.path}: ` : ''}${first.message}; ${first.fix}`, { problems })
  }
}
