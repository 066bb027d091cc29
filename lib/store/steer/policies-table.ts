import type { StoredPolicy } from '@/lib/mesh/policy'
import type { SteerTx } from '../store'
import { documents } from './documents'
import { parseDocument } from './parse-document'
import { createParseOnce } from './parse-once'
import type { Db } from './steer-database'

const parsePolicy = createParseOnce(documents.policy)

type Row = { service: string; document: string | null; revision: number }
const select = { service: true, document: true, revision: true } as const

export const policiesTable = (db: Db): SteerTx['policies'] => ({
  async list() {
    const rows = await db().policy.findMany({ where: { document: { not: null } }, select, orderBy: { service: 'asc' } })
    return rows.flatMap((row) => toStored(row) ?? [])
  },
  async get(service) {
    const row = await db().policy.findUnique({ where: { service }, select })
    return row ? toStored(row) : null
  },
  async replace(policy, baseRevision) {
    const { service } = policy
    const document = JSON.stringify(policy)
    if (baseRevision > 0) {
      const where = { service, revision: baseRevision, document: { not: null } }
      const { count } = await db().policy.updateMany({ where, data: { document, revision: baseRevision + 1 } })
      return count === 1 ? baseRevision + 1 : null
    }
    const created = await db().$executeRaw`INSERT INTO policy (service, document, revision) VALUES (${service}, ${document}, 1)
      ON CONFLICT (service) DO UPDATE SET document = excluded.document, revision = revision + 1 WHERE policy.document IS NULL`
    if (created !== 1) return null
    return (await db().policy.findUniqueOrThrow({ where: { service }, select: { revision: true } })).revision
  },
  async remove(service) {
    await db().$executeRaw`INSERT INTO value (name, value) SELECT ${formerName(service)}, document FROM policy
      WHERE service = ${service} AND document IS NOT NULL ON CONFLICT (name) DO UPDATE SET value = excluded.value`
    await db().policy.updateMany({ where: { service, document: { not: null } }, data: { document: null } })
  },
  async former(service) {
    const row = await db().value.findUnique({ where: { name: formerName(service) }, select: { value: true } })
    return row ? parseDocument(documents.policy, row.value, `former policy of ${service}`) : null
  },
})

const formerName = (service: string): string => `former-policy:${service}`

const toStored = (row: Row): StoredPolicy | null =>
  row.document === null ? null : { policy: parsePolicy(row.document, `policy of ${row.service}`), revision: row.revision }
