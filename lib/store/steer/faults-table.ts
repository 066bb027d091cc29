import type { Fault } from '@/lib/mesh/fault'
import type { SteerTx } from '../store'
import { documents } from './documents'
import { parseDocument } from './parse-document'
import type { Db } from './steer-database'

const select = { id: true, document: true, evidence: true } as const

export const faultsTable = (db: Db): SteerTx['faults'] => ({
  async list(filter) {
    const inactive = ['ended', 'draft']
    const active = filter.active === undefined ? {} : { state: filter.active ? { notIn: inactive } : { in: inactive } }
    const where = {
      ...active,
      ...(filter.service === undefined ? {} : { service: filter.service }),
      ...(filter.until === undefined ? {} : { at: { lte: BigInt(filter.until) } }),
    }
    const rows = await db().fault.findMany({ where, select, orderBy: [{ at: 'desc' }, { id: 'desc' }], take: filter.limit })
    return rows.map(toFault)
  },
  async get(id) {
    const row = await db().fault.findUnique({ where: { id }, select })
    return row ? toFault(row) : null
  },
  async insert(fault) {
    await db().fault.createMany({ data: [{ id: fault.id, service: fault.service, at: BigInt(fault.at), ...bodyOf(fault) }] })
  },
  async update(fault) {
    await db().fault.updateMany({ where: { id: fault.id }, data: bodyOf(fault) })
  },
  async lock() {
    const row = await db().faultLock.findUnique({ where: { id: 1 }, select: { locked: true, reason: true, actor: true, at: true } })
    return row ? { ...row, at: Number(row.at) } : null
  },
  async setLock(lock) {
    await db().faultLock.deleteMany({ where: { id: 1 } })
    if (lock)
      await db().faultLock.createMany({
        data: [{ id: 1, locked: lock.locked, reason: lock.reason, actor: lock.actor, at: BigInt(lock.at) }],
      })
  },
})

function bodyOf(fault: Fault): { state: string; document: string; evidence: string } {
  const { evidence, ...document } = fault
  return { state: fault.state, document: JSON.stringify(document), evidence: JSON.stringify(evidence) }
}

function toFault(row: { id: string; document: string; evidence: string }): Fault {
  const fault = parseDocument(documents.fault, row.document, `fault ${row.id}`)
  return { ...fault, evidence: parseDocument(documents.evidence, row.evidence, `evidence of fault ${row.id}`) }
}
