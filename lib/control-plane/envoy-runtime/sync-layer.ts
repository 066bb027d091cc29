import type { Desired } from '@/lib/control-plane/control-plane'
import type { Fault } from '@/lib/mesh/fault'
import type { Problem, ProxyIdentity } from '@/lib/mesh/proxy'
import type { LayerNotes } from './layer-notes'
import type { AdminTarget, EnvoyRuntimeOptions } from './options'
import { toPlace } from './place'
import { findTroubles, planWrites, settleNotes, type WritePlan } from './plan-writes'
import type { Noted, Trouble, WantedValue } from './value-notes'
import { findWanted, stillOwned } from './wanted-values'

/**
 * What became of one visit. unreached: nobody knows what the proxy holds now. cleared: keys that a former run had left and that are gone. hasLost: it does not hold what
 * it was told, so it started anew, perhaps on another configuration.
 */
export type SyncResult = { hasLost: boolean } & (
  | { kind: 'unreached'; words: string }
  | { kind: 'reached'; troubles: Trouble[]; cleared: { key: string; owner: string }[] }
)
type Tools = Pick<EnvoyRuntimeOptions, 'admin' | 'log'> & { notes: LayerNotes; signal: AbortSignal }
type Job = { target: AdminTarget; identity: ProxyIdentity | undefined; desired: Desired; faults: readonly Fault[] }

/** Brings one admin layer to what is wanted: takes out first, which needs no note; notes, then sets; reads back. */
export async function syncLayer(tools: Tools, { target, identity, desired, faults }: Job): Promise<SyncResult> {
  const { admin, notes, signal } = tools
  const before = notes.of(target.id)
  const place = identity ? toPlace(desired, identity) : null
  const { values: wanted, troubles } = place
    ? findWanted(place, desired, faults, before)
    : { values: stillOwned(identity ? before : new Map(), desired, faults), troubles: [] }
  const reached = (found: Trouble[]): SyncResult => ({ kind: 'reached', troubles: found, cleared: [], hasLost: false })
  if (before.size === 0 && wanted.size === 0 && !notes.isDoubtful(target.id)) return reached(troubles)
  const present = await admin.readRuntime(target, signal)
  if (!present.ok) return { kind: 'unreached', words: present.problem.message, hasLost: false }
  const plan = planWrites(wanted, before, present.value)
  const hasLost = [...before.keys()].some((key) => wanted.has(key) && (present.value.get(key)?.admin ?? '') === '')
  const problem = await write(tools, target, plan)
  if (problem) return { ...toFailed(problem, plan, wanted), hasLost }
  const after = plan.set.size > 0 ? await admin.readRuntime(target, signal) : present
  if (!after.ok) return { kind: 'unreached', words: after.problem.message, hasLost }
  const settled = settleNotes(plan.noted, wanted, after.value)
  await settle(tools, target, settled)
  if (plan.lost.length > 0)
    tools.log.warn({ proxy: target.id, keys: plan.lost }, 'values that Outrider had set were changed by somebody else, and are left alone')
  notes.own(target.id, wanted.keys())
  const gone = [...plan.set].flatMap(([key, value]) => (value === '' && !settled.has(key) ? [key] : []))
  const cleared = notes.takeLeftovers(target.id, gone).map((key) => ({ key, owner: before.get(key)?.owner ?? 'unknown' }))
  const limits = place?.levers.faults.map(({ maxActiveKey }) => maxActiveKey) ?? []
  return { kind: 'reached', troubles: [...troubles, ...findTroubles(plan.foreign, wanted, after.value, limits)], cleared, hasLost }
}

/** null when all was taken; else why not. */
async function write({ admin, notes, signal }: Tools, target: AdminTarget, { set, noted }: WritePlan): Promise<Problem | null> {
  const [gone, fresh] = [new Map([...set].filter(([, value]) => value === '')), new Map([...set].filter(([, value]) => value !== ''))]
  // What is only taken out is in the notes already, and must not wait for a disk that may be dead.
  if (gone.size > 0) {
    const answer = await admin.setValues(target, gone, signal)
    if (!answer.ok) return answer.problem
  }
  if (fresh.size === 0) return null
  try {
    await notes.save(target, noted)
  } catch (error) {
    return { kind: 'unreachable', message: `nothing was set, as it could not be noted before: ${String(error)}`, at: 0 }
  }
  const answer = await admin.setValues(target, fresh, signal)
  return answer.ok ? null : answer.problem
}

/** Only an answer refuses: who says nothing may have taken it. */
function toFailed({ kind, message }: Problem, { set }: WritePlan, wanted: ReadonlyMap<string, WantedValue>) {
  if (kind !== 'http_status') return { kind: 'unreached' as const, words: message }
  const troubles = [...set.keys()].flatMap((key): Trouble[] => {
    const own = wanted.get(key)
    return own ? [{ owner: own.owner, words: message, about: own.value }] : []
  })
  return { kind: 'reached' as const, troubles, cleared: [] }
}

/** What cannot be noted now is noted at the next visit: until then the notes say more than there is. */
async function settle({ notes, log }: Tools, target: AdminTarget, settled: Noted): Promise<void> {
  if (JSON.stringify([...settled]) === JSON.stringify([...notes.of(target.id)]) && !notes.isDoubtful(target.id)) return
  await notes.save(target, settled).catch((error: unknown) => {
    log.warn({ proxy: target.id, error: String(error) }, 'what was written into it could not be noted')
  })
}
