import type { PutSloInput } from '@/lib/api/contracts/slos'
import { AppError } from '@/lib/errors'
import type { Slo, SloStatus } from '@/lib/mesh/slo'
import { crossedBucket } from '@/lib/topology/slo/bucket-bounds'
import type { Ctx } from '../ctx'
import { refuseUnknown } from '../topology/refuse-unknown'
import { judgeSlos } from './judge-slos'

const mostSlos = 5000
/** Buckets of this time decide which bounds there are. */
const lookBackMs = 24 * 3_600_000

/** Sets a target by compare-and-swap, with its audit row. A latency bound has to be one that the proxies count by. */
export async function putSlo(ctx: Ctx, { slo, reason, baseRevision }: PutSloInput): Promise<SloStatus> {
  const stored = await ctx.store.steer.transaction(async (tx) => {
    const slos = await tx.slos.list()
    const before = slos.find(({ service }) => service === slo.service)
    if ((before?.revision ?? 0) !== baseRevision)
      throw new AppError(
        'conflict',
        before
          ? `slo: ${before.actor} edited this target meanwhile, it is at revision ${before.revision}; yours is based on ${baseRevision}`
          : 'slo: this service has no target any more; send If-Match: "0" to set one anew',
        before ?? null,
      )
    if (!before && slos.length >= mostSlos) throw new AppError('rejected', `there are ${mostSlos} targets, more are not kept`)
    await refuseSenseless(ctx, slo)
    const saved = await tx.slos.replace({ ...slo, actor: ctx.actor, at: ctx.now() }, baseRevision)
    if (!saved) throw new AppError('conflict', 'slo: somebody edited this target meanwhile', before ?? null)
    await tx.audit.append({
      at: saved.at,
      actor: ctx.actor,
      address: ctx.address,
      action: 'slo:set',
      subject: slo.service,
      reason,
      before: before ? targetOf(before) : null,
      after: targetOf(slo),
      outcome: `revision ${saved.revision}`,
    })
    return saved
  })
  const [status] = judgeSlos(ctx, [stored])
  if (!status) throw new AppError('internal', 'the target was stored and could not be judged')
  return status
}

const targetOf = ({ windowDays, availability, latency }: Slo): Omit<Slo, 'service'> => ({ windowDays, availability, latency })

async function refuseSenseless(ctx: Ctx, { service, latency }: Slo): Promise<void> {
  const now = ctx.now()
  const range = { from: now - lookBackMs, to: now }
  const [totals = []] = ctx.store.series.totalsInParts({ wanted: ({ target }) => target.service === service, ...range, parts: 1 })
  if (totals.length === 0) await refuseUnknown(ctx, 'name', [service], range)
  const mesh = await ctx.store.steer.mesh.get()
  const declared = mesh?.document.services.find(({ name }) => name === service)?.protocol
  if (declared === 'tcp' || (totals.length > 0 && totals.every(({ key }) => key.protocol === 'tcp')))
    throw new AppError('rejected', `"${service}" takes TCP connections and no requests, so there is no share of them to promise`)
  const crossed = latency && crossedBucket(totals, latency.boundMs)
  if (crossed)
    throw new AppError(
      'rejected',
      `latency.boundMs: ${latency.boundMs} ms lies inside a bucket of the proxies, so nobody can count by it; use ${crossed.lowerMs} or ${crossed.upperMs}`,
      crossed,
    )
}
