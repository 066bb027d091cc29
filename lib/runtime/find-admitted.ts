import type { Change } from '@/lib/mesh/change'
import type { StoredPolicy } from '@/lib/mesh/policy'
import type { Store } from '@/lib/store/store'

type Steer = { changes: Pick<Store['steer']['changes'], 'list' | 'open'>; policies: Pick<Store['steer']['policies'], 'list'> }

/** For each stored policy that no proxy has accepted yet: the newest one before it that some proxy had; else the oldest one that is known. */
export async function findAdmitted({ changes, policies }: Steer): Promise<StoredPolicy[]> {
  const open = new Map((await changes.open()).map((change) => [`${change.service}@${change.policyRevision}`, change]))
  const found: StoredPolicy[] = []
  for (const { policy, revision } of await policies.list()) {
    const newest = open.get(`${policy.service}@${revision}`)
    if (newest?.state === 'pending' && !isTried(newest) && newest.before) found.push(await walkBack(changes, newest))
  }
  return found
}

async function walkBack(changes: Steer['changes'], newest: Change): Promise<StoredPolicy> {
  let untried = newest
  for (;;) {
    const { service, before, after, policyRevision } = untried
    if (before === null) return { policy: after, revision: policyRevision }
    const [former] = await changes.list({ service, policyRevision: policyRevision - 1, limit: 1, withEvidence: true })
    if (!former) return { policy: before, revision: policyRevision - 1 }
    if (isTried(former)) return { policy: former.after, revision: former.policyRevision }
    untried = former
  }
}

const isTried = ({ evidence }: Change): boolean => evidence.some((row) => row.at.accepted !== undefined)
