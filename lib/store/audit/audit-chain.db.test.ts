import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditRow } from '@/lib/mesh/audit'
import type { Store } from '@/lib/store/store'
import { openTestStore, temporaryFolder } from '@/lib/testing/temporary-store'
import { chainHash } from './chain-hash'
import { readAuditFolder } from './read-audit-folder'

let folder: string
let remove: () => void
let store: Store
beforeEach(async () => {
  ;({ folder, remove } = temporaryFolder())
  store = await openTestStore(folder)
})
afterEach(async () => {
  await store.close()
  remove()
})

const row = (n: number, more: Partial<AuditRow> = {}): AuditRow => ({
  at: 1_800_000_000_000 + n,
  actor: 'ada',
  address: '10.0.0.7',
  action: 'policy:apply',
  subject: 'shop/reviews',
  reason: `step ${n}`,
  before: { weights: [100, 0], note: null },
  after: { weights: [100 - n, n] },
  outcome: `revision ${n}`,
  ...more,
})
const append = async (count: number): Promise<void> => {
  for (let n = 1; n <= count; n++) await store.steer.audit.append(row(n))
}
/** What somebody with the database in an editor does: the triggers are no obstacle to them. */
function byHand(...statements: string[]): void {
  const db = new Database(join(folder, 'steer.db'))
  db.exec('DROP TRIGGER IF EXISTS audit_keeps_rows; DROP TRIGGER IF EXISTS audit_keeps_content')
  for (const statement of statements) db.exec(statement)
  db.close()
}
const verify = (expected: string | null = null) => store.steer.audit.verify(expected)
const problems = async () => (await verify()).problems.map(({ id, message }) => `${id}: ${message}`)

describe('the audit is a chain', () => {
  it('that is whole while only Outrider writes it, over restarts, and each hash can be computed from the rows alone', async () => {
    await append(3)
    await store.close()
    store = await openTestStore(folder)
    await store.steer.audit.append({ at: 5, actor: 'runtime', action: 'fault:ended', subject: 'f1', reason: '', outcome: 'completed' })
    const entries = await store.steer.audit.entries({ after: 0, limit: 10 })
    const verdict = await verify(entries[1]?.hash ?? '')
    expect(verdict).toEqual({ ok: true, rows: 4, unhashed: 0, head: { id: 4, hash: entries[3]?.hash }, problems: [] })
    expect(entries[0]).toMatchObject({ id: 1, at: '2027-01-15T08:00:00.001Z', address: '10.0.0.7', after: { weights: [99, 1] } })
    let former = ''
    for (const entry of entries) {
      expect(chainHash(former, entry)).toBe(entry.hash)
      former = entry.hash ?? ''
    }
  })

  it('that shows an edited row, whatever part of it was edited', async () => {
    await append(4)
    const edits = [
      "actor = 'eve'",
      "address = '10.0.0.8'",
      'at = at + 1',
      "reason = ''",
      "after = '{}'",
      'before = NULL',
      "outcome = 'x'",
      "at = 'never'",
    ]
    for (const edit of edits) {
      const [undo] = await store.steer.audit.entries({ after: 1, limit: 1 })
      byHand(`CREATE TEMP TABLE kept AS SELECT * FROM audit WHERE id = 2`, `UPDATE audit SET ${edit} WHERE id = 2`)
      expect([edit, await problems()]).toEqual([edit, ['2: it was changed after it was written']])
      const at = Date.parse(undo?.at ?? '')
      byHand(
        `UPDATE audit SET actor = 'ada', address = '10.0.0.7', at = ${at}, reason = 'step 2', outcome = 'revision 2', before = '${JSON.stringify(undo?.before)}', after = '${JSON.stringify(undo?.after)}' WHERE id = 2`,
      )
      expect(await problems()).toEqual([])
    }
  })

  it('that shows a row that was taken out, at the end too, and one that was put in', async () => {
    await append(5)
    byHand('DELETE FROM audit WHERE id = 3')
    expect(await problems()).toEqual(['4: row 3 is missing before it'])
    byHand('DELETE FROM audit WHERE id >= 4')
    expect(await problems()).toEqual(['5: the last rows are missing: row 5 was written and is not there'])
    await append(1)
    expect(await problems()).toEqual(['6: rows 3 to 5 are missing before it'])
    byHand("INSERT INTO audit (id, at, actor, action, subject, reason, outcome) VALUES (7, 1, 'eve', 'x', 'x', '', '')")
    expect((await verify()).problems.map(({ id }) => id)).toContain(7)
  })

  it('that shows a whole new chain to whoever kept a hash of the old one', async () => {
    await append(2)
    const kept = (await verify()).head?.hash ?? ''
    byHand('DELETE FROM audit', "DELETE FROM value WHERE name = 'audit-head'")
    await append(2)
    await store.steer.audit.append(row(9))
    expect((await verify()).ok).toBe(true)
    byHand('DELETE FROM audit', "DELETE FROM value WHERE name = 'audit-head'")
    await store.steer.audit.append(row(1, { actor: 'eve' }))
    expect((await verify(kept)).problems.map(({ message }) => message)).toEqual([`the hash ${kept} is not in the chain`])
  })

  it('that covers the rows from before it by its first hash', async () => {
    byHand(
      ...[1, 2].map(
        (n) =>
          `INSERT INTO audit (at, actor, action, subject, reason, outcome) VALUES (${n}, 'ada', 'policy:apply', 'shop/reviews', 'old', 'revision ${n}')`,
      ),
    )
    await append(2)
    expect(await verify()).toMatchObject({ ok: true, rows: 4, unhashed: 2, problems: [] })
    byHand("UPDATE audit SET actor = 'eve' WHERE id = 1")
    expect(await problems()).toEqual(['3: it, or a row before it, was changed after it was written'])
  })

  it('that can be read and verified in its folder, with no Outrider on it', async () => {
    await append(3)
    await store.close()
    const whole = readAuditFolder(folder)
    expect([...whole.entries].map(({ id }) => id)).toEqual([1, 2, 3])
    expect(whole.verify(null)).toMatchObject({ ok: true, rows: 3 })
    whole.close()
    byHand("UPDATE audit SET reason = 'nothing' WHERE id = 1")
    const broken = readAuditFolder(folder)
    expect(broken.verify(null).problems).toEqual([{ id: 1, message: 'it was changed after it was written' }])
    broken.close()
    expect(() => readAuditFolder(join(folder, 'nowhere'))).toThrow('there is no steer.db in')
    store = await openTestStore(folder)
  })
})
