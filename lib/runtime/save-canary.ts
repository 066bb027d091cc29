import type { CanaryRecord, StoredCanary, StoredTick } from '@/lib/canary/canary-record'
import type { CanaryCommand } from '@/lib/canary/canary-state'
import { toNotice } from '@/lib/canary/notice'
import { toOverlay } from '@/lib/canary/to-overlay'
import { AppError } from '@/lib/errors'
import type { CanaryEvent } from '@/lib/mesh/canary'
import type { Change } from '@/lib/mesh/change'
import type { Policy } from '@/lib/mesh/policy'
import type { Ctx } from '@/lib/operations/ctx'
import { storePolicy } from '@/lib/operations/policies/store-policy'
import { readFleet } from '@/lib/operations/proxies/read-fleet'
import { settlePolicy } from '@/lib/routing/canary-weights'
import type { SteerTx } from '@/lib/store/store'

type PolicyCommand = Extract<CanaryCommand, { kind: 'write_policy' | 'restore_policy' }>

/** movedTo: the mesh revision with which proxies are asked for something else than before; null where nothing moved. */
export type SavedCanary = { movedTo: number | null }

/**
 * Writes a step of a canary and everything it commands of the store in one transaction: state, policy, ticks, the lines of its life, answers. What it commands of
 * the proxies follows from the stored state, after this; whom it tells is told by calls that are stored here too. Null: somebody else stepped it first; nothing was written.
 */
export async function saveCanary(
  ctx: Ctx,
  stored: StoredCanary,
  next: CanaryRecord,
  commands: readonly CanaryCommand[],
  hookUrls: readonly string[] = [],
): Promise<SavedCanary | null> {
  const proxies = commands.some(isPolicyCommand) ? await readFleet(ctx) : []
  try {
    return await ctx.store.steer.transaction(async (tx) => {
      let record = next
      for (const command of commands.filter(isPolicyCommand)) {
        const change = await writePolicy({ ...ctx, actor: 'canary' }, tx, record, command, proxies)
        if (change) record = { ...record, changes: [...record.changes, change.id], ownRevision: change.policyRevision }
      }
      const movedTo = isMoved(stored.record, record) ? await tx.raiseRevision() : null
      record = settleLease(stored.record, record, movedTo)
      if (!(await tx.canaries.replace(record, stored.revision))) throw new AppError('conflict', 'another runtime stepped this canary')
      const { id } = record.state.plan
      await tx.canaries.addTicks(id, commands.flatMap(toTick))
      await tx.canaries.addEvents(
        id,
        commands.flatMap((command) => toEvents(command, record.state.at)),
      )
      for (const command of commands) await tell(tx, record, command, hookUrls)
      return { movedTo }
    })
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return null
    throw error
  }
}

const isPolicyCommand = (command: CanaryCommand): command is PolicyCommand =>
  command.kind === 'write_policy' || command.kind === 'restore_policy'

/** Whatever moves the weights of proxies is a new desired state. */
const isMoved = (before: CanaryRecord, after: CanaryRecord): boolean =>
  JSON.stringify(toOverlay(before)) !== JSON.stringify(toOverlay(after))

/** One that ended before it began has given proxies nothing. */
function settleLease(before: CanaryRecord, after: CanaryRecord, movedTo: number | null): CanaryRecord {
  const isEnding = after.state.phase.name === 'ended' && before.state.phase.name !== 'ended'
  const next = isEnding && after.state.startedAt === null ? { ...after, holdsLease: false } : after
  return isEnding && movedTo !== null ? { ...next, endRevision: movedTo } : next
}

async function writePolicy(
  ctx: Ctx,
  tx: SteerTx,
  { state }: CanaryRecord,
  command: PolicyCommand,
  proxies: Awaited<ReturnType<typeof readFleet>>,
): Promise<Change | null> {
  const { service } = state.plan
  const stored = await tx.policies.get(service)
  const spec = (await tx.mesh.get())?.document.services.find(({ name }) => name === service)
  if (!stored || !spec) return null
  const policy =
    command.kind === 'write_policy'
      ? settlePolicy(stored.policy, state.plan, command.weightPercent)
      : await findPolicy(tx, service, command.toRevision)
  if (policy === null || policy === stored.policy) return null
  const { reason } = command
  return storePolicy(ctx, tx, { stored, protocol: spec.protocol, policy, reason, undoes: null, action: 'canary:policy', proxies })
}

/** The policy as it stood at a revision; null when no change tells it any more. */
async function findPolicy(tx: SteerTx, service: string, revision: number): Promise<Policy | null> {
  const changes = await tx.changes.list({ service, limit: 1000 })
  const made = changes.find((change) => change.policyRevision === revision)
  return made?.after ?? changes.find((change) => change.policyRevision === revision + 1)?.before ?? null
}

function toTick(command: CanaryCommand): StoredTick[] {
  if (command.kind !== 'store_tick') return []
  const { kind: _kind, ...tick } = command
  return [tick]
}

function toEvents(command: CanaryCommand, at: number): CanaryEvent[] {
  switch (command.kind) {
    case 'record':
      return [{ at, kind: 'record', from: command.from, to: command.to, actor: command.actor, text: command.text }]
    case 'notify':
      return [{ at, kind: 'notify', from: null, to: null, actor: 'canary', text: `${command.event}: ${command.text}` }]
    case 'alert':
      return [{ at, kind: 'alert', from: null, to: null, actor: 'canary', text: command.text }]
    default:
      return []
  }
}

async function tell(tx: SteerTx, { state }: CanaryRecord, command: CanaryCommand, hookUrls: readonly string[]): Promise<void> {
  const notice = toNotice(state, command)
  if (notice) for (const url of hookUrls) await tx.webhooks.add(url, JSON.stringify(notice), state.at)
  if (command.kind === 'answer') await tx.canaries.answer(command.requestId, { accepted: command.accepted, text: command.text })
  if (command.kind !== 'record') return
  const { actor, text, to } = command
  await tx.audit.append({ at: state.at, actor, action: `canary:${to}`, subject: state.plan.id, reason: text, outcome: state.plan.service })
}
