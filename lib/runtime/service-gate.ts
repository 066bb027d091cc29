import type { StoredPolicy } from '@/lib/mesh/policy'

/**
 * waiting: for a proxy to be tried on; trial: one proxy has it; taken: that one accepted it, it goes to all with the next mesh revision; refused: that one refused
 * it, and what ran before is stored again. `heldAt`: the last mesh revision that was published without it. `proxyId`: who was asked last.
 */
export type HeldEdit = {
  stored: StoredPolicy
  stage: 'waiting' | 'trial' | 'taken' | 'refused'
  proxyId: string | null
  heldAt: number
  problem: string | null
}

/** What every proxy may run of one service, since which mesh revision it was sent so (0: it never was held back), and the edit that is not let out yet. */
export type ServiceGate = { admitted: StoredPolicy; sentWith: number; edit: HeldEdit | null }

/**
 * The gate when `stored` is to be published with `revision`. A mesh revision that was published without an edit never goes out with it: so a proxy that has accepted a
 * revision has accepted what that holds. isFree: no proxy need be asked before.
 */
export function nextGate(former: ServiceGate | undefined, stored: StoredPolicy, revision: number, isFree: boolean): ServiceGate {
  if (!former) return { admitted: stored, sentWith: 0, edit: null }
  if (former.admitted.revision === stored.revision) return { ...former, admitted: stored, edit: null }
  const edit: HeldEdit =
    former.edit?.stored.revision === stored.revision
      ? { ...former.edit, stored }
      : { stored, stage: 'waiting', proxyId: null, heldAt: 0, problem: null }
  if ((isFree || edit.stage === 'taken') && revision > edit.heldAt) return { admitted: stored, sentWith: revision, edit: null }
  return { ...former, edit: { ...edit, heldAt: revision } }
}

/** Why an edit is not sent to everybody yet. */
export function heldWords({ stage, proxyId, problem }: HeldEdit): string {
  if (stage === 'refused') return `not sent: ${proxyId} refused it`
  if (stage === 'trial') return 'not sent yet: one proxy gets it first'
  if (stage === 'taken') return `not sent yet: ${proxyId} accepted it, the others are next`
  if (problem !== null) return `not sent yet: it could not be tried: ${problem}`
  if (proxyId !== null) return `not sent yet: it waits for a first proxy, as ${proxyId} neither took nor refused it`
  return 'not sent yet: it waits for a first proxy'
}
