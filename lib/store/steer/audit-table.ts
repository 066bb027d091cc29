import type { AuditEntry, AuditHead } from '@/lib/mesh/audit'
import { auditColumns, type StoredAuditRow, toAuditEntry } from '../audit/audit-columns'
import { headName, parseHead, toHeadText } from '../audit/audit-head'
import { chainHash, genesis } from '../audit/chain-hash'
import { ChainWalk } from '../audit/chain-walk'
import type { SteerTx } from '../store'
import type { Db } from './steer-database'

const pageRows = 500

/** The audit: rows are written once, each chained to the one before by its hash; what was written last stands beside them. */
export const auditTable = (db: Db): SteerTx['audit'] => {
  const entries = async (after: number, limit: number): Promise<AuditEntry[]> => {
    const sql = `SELECT ${auditColumns} FROM audit WHERE id > ? ORDER BY id LIMIT ?`
    return (await db().$queryRawUnsafe<StoredAuditRow[]>(sql, after, limit)).map(toAuditEntry)
  }
  const head = async (): Promise<AuditHead | null> =>
    parseHead((await db().value.findUnique({ where: { name: headName }, select: { value: true } }))?.value ?? null)

  async function* from(id: number): AsyncGenerator<AuditEntry> {
    for (let after = id; ; ) {
      const page = await entries(after, pageRows)
      yield* page
      after = page.at(-1)?.id ?? after
      if (page.length < pageRows) return
    }
  }

  /** The rows from before the chain are folded into its first hash, once. */
  const begin = async (): Promise<AuditHead> => {
    let former: AuditHead = { id: 0, hash: genesis }
    for await (const entry of from(0)) former = { id: entry.id, hash: chainHash(former.hash, entry) }
    return former
  }

  return {
    async append(row) {
      const former = (await head()) ?? (await begin())
      const id = former.id + 1
      const [before, after] = [toJson(row.before), toJson(row.after)]
      const { actor, action, subject, reason, outcome } = row
      const stored = {
        id,
        at: String(row.at),
        actor,
        address: row.address ?? null,
        action,
        subject,
        reason,
        before,
        after,
        outcome,
        hash: null,
      }
      const hash = chainHash(former.hash, toAuditEntry(stored))
      await db().audit.createMany({ data: [{ ...stored, at: BigInt(row.at), hash }] })
      const text = toHeadText({ id, hash })
      await db()
        .$executeRaw`INSERT INTO value (name, value) VALUES (${headName}, ${text}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
    },
    entries: ({ after, limit }) => entries(after, limit),
    async verify(expected) {
      const walk = new ChainWalk(expected)
      for await (const entry of from(0)) walk.add(entry)
      // Rows and what was written last are committed together: read after the rows, the latter can only be ahead of them.
      const written = await head()
      for await (const entry of from(walk.lastId)) if (written && entry.id <= written.id) walk.add(entry)
      return walk.end(written)
    },
  }
}

const toJson = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value))
