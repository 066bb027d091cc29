import { driver } from '@/lib/control-plane/driver'
import { newId } from '@/lib/ids'
import type { Ctx } from '@/lib/operations/ctx'
import { applyPolicy } from '@/lib/operations/policies/apply'
import type { SteerTx, Store } from '@/lib/store/store'
import { splitPolicy } from './example-mesh'
import { openTestStore } from './temporary-store'

// Run as a process of its own: `apply-child.ts FOLDER POINT`. It applies one edit and dies by SIGKILL at the named point; past `committed` it first says `acknowledged`.
const [folder = '', point = ''] = process.argv.slice(2)
const store = await openTestStore(folder, { role: 'web' })

function reach(name: string): void {
  if (name !== point) return
  process.kill(process.pid, 'SIGKILL')
}

/** Dies right after a step of the transaction, before the next one. */
const dyingTx = (tx: SteerTx): SteerTx => ({
  ...tx,
  raiseRevision: () => tx.raiseRevision().finally(() => reach('revision')),
  policies: { ...tx.policies, replace: (...args) => tx.policies.replace(...args).finally(() => reach('policy')) },
  changes: { ...tx.changes, insert: (change) => tx.changes.insert(change).finally(() => reach('change')) },
  audit: { ...tx.audit, append: (row) => tx.audit.append(row).finally(() => reach('audit')) },
})
const steer: Store['steer'] = {
  ...store.steer,
  transaction: async (work) => {
    reach('before')
    const value = await store.steer.transaction(async (tx) => {
      reach('begun')
      const result = await work(dyingTx(tx))
      reach('worked')
      return result
    })
    reach('committed')
    return value
  },
}
const ctx: Ctx = {
  store: { ...store, steer },
  driver,
  actor: 'child',
  staticProxies: [],
  scrapeIntervalMs: 1000,
  now: Date.now,
  newId: () => newId(Date.now(), Math.random),
}
const stored = await store.steer.policies.get('shop/reviews')
const edit = { service: 'shop/reviews', policy: splitPolicy('shop/reviews', 30, 70), baseRevision: stored?.revision ?? 0, reason: point }
const change = await applyPolicy(ctx, edit)
process.stdout.write(`acknowledged ${change.policyRevision}\n`, () => reach('acknowledged'))
