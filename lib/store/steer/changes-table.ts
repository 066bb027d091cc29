import { z } from 'zod'
import type { Change } from '@/lib/mesh/change'
import type { Millis } from '@/lib/mesh/names'
import type { SteerTx } from '../store'
import { documents } from './documents'
import { parseDocument } from './parse-document'
import type { Db } from './steer-database'

const dayMs = 86_400_000
const state = z.enum(['pending', 'applying', 'in_force', 'rejected', 'superseded'])
const columns = {
  id: true,
  service: true,
  actor: true,
  reason: true,
  at: true,
  policyRevision: true,
  revision: true,
  sentence: true,
  before: true,
  after: true,
  state: true,
  undoes: true,
  undoneBy: true,
  loaded: true,
  observed: true,
  total: true,
} as const
const newestFirst = [{ at: 'desc' }, { id: 'desc' }] as const
const withEvidence = { ...columns, evidence: true } as const

const between = (since: Millis | undefined, until: Millis | undefined) => ({
  ...(since === undefined ? {} : { gte: BigInt(since) }),
  ...(until === undefined ? {} : { lte: BigInt(until) }),
})

export const changesTable = (db: Db, now: () => Millis): SteerTx['changes'] => ({
  async list(filter) {
    const where = {
      ...(filter.service === undefined ? {} : { service: filter.service }),
      ...(filter.since === undefined && filter.until === undefined ? {} : { at: between(filter.since, filter.until) }),
      ...(filter.policyRevision === undefined ? {} : { policyRevision: filter.policyRevision }),
    }
    const order = { orderBy: [...newestFirst], take: filter.limit }
    const rows = filter.withEvidence
      ? await db().change.findMany({ where, select: withEvidence, ...order })
      : await db().change.findMany({ where, select: columns, ...order })
    return rows.map(toChange)
  },
  async get(id) {
    const row = await db().change.findUnique({ where: { id }, select: withEvidence })
    return row ? toChange(row) : null
  },
  async insert(change) {
    await db().change.createMany({
      data: [
        {
          id: change.id,
          service: change.service,
          actor: change.actor,
          reason: change.reason,
          at: BigInt(change.at),
          policyRevision: change.policyRevision,
          revision: change.revision,
          sentence: change.sentence,
          before: change.before ? JSON.stringify(change.before) : null,
          after: JSON.stringify(change.after),
          undoes: change.undoes,
          ...progressOf(change),
        },
      ],
    })
  },
  async update(change) {
    await db().change.updateMany({ where: { id: change.id }, data: progressOf(change) })
  },
  async putReason(id, reason) {
    await db().change.updateMany({ where: { id }, data: { reason } })
  },
  async open() {
    const rows = await db().change.findMany({
      where: {
        OR: [
          { state: { in: ['pending', 'applying'] } },
          { state: 'rejected', at: { gt: BigInt(now() - dayMs) } },
          { state: 'in_force', at: { gt: BigInt(now() - dayMs) }, observed: { lt: db().change.fields.total } },
        ],
      },
      select: withEvidence,
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    })
    return rows.map(toChange)
  },
})

const progressOf = (change: Change) => ({
  state: change.state,
  undoneBy: change.undoneBy,
  loaded: change.inForce.loaded,
  observed: change.inForce.observed,
  total: change.inForce.total,
  evidence: JSON.stringify(change.evidence),
})

type Row = {
  id: string
  service: string
  actor: string
  reason: string
  at: bigint
  policyRevision: number
  revision: number
  sentence: string
  before: string | null
  after: string
  state: string
  undoes: string | null
  undoneBy: string | null
  loaded: number
  observed: number
  total: number
  evidence?: string
}

function toChange(row: Row): Change {
  const { before, after, evidence, loaded, observed, total, ...rest } = row
  const name = `change ${row.id}`
  return {
    ...rest,
    at: Number(row.at),
    state: state.parse(row.state),
    before: before === null ? null : parseDocument(documents.policy, before, name),
    after: parseDocument(documents.policy, after, name),
    evidence: evidence === undefined ? [] : parseDocument(documents.evidence, evidence, `evidence of ${name}`),
    inForce: { loaded, observed, total },
  }
}
