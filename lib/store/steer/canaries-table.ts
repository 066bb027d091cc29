import type { CanaryRecord, StoredCanary } from '@/lib/canary/canary-record'
import type { CanaryRequest } from '@/lib/mesh/canary'
import type { SteerTx } from '../store'
import { canaryDocuments } from './canary-documents'
import { parseDocument } from './parse-document'
import { frozen } from './parse-once'
import type { Db } from './steer-database'

const select = { id: true, document: true, revision: true } as const
const requestColumns = { id: true, canaryId: true, kind: true, actor: true, reason: true, at: true, accepted: true, answer: true } as const
const newestFirst = [{ at: 'desc' }, { id: 'desc' }] as const

/** Open canaries as they were read last, by id. */
export type ParsedCanaries = Map<string, StoredCanary>

/**
 * Open canaries are parsed once per revision: all loops ask for them, and most commits are of other rows. isCommitted: what is read here may be kept in `known`;
 * a transaction looks there too, but what it reads itself may be rolled back.
 */
export const canariesTable = (db: Db, known: ParsedCanaries, isCommitted: boolean): SteerTx['canaries'] => ({
  async list(filter) {
    const active = filter.active === undefined ? {} : { state: filter.active ? { not: 'ended' } : 'ended' }
    const where = {
      ...active,
      ...(filter.service === undefined ? {} : { service: filter.service }),
      ...(filter.until === undefined ? {} : { at: { lte: BigInt(filter.until) } }),
    }
    const rows = await db().canary.findMany({ where, select, orderBy: [...newestFirst], take: filter.limit })
    return rows.map(toStored)
  },
  async open() {
    const rows = await db().canary.findMany({
      where: { holdsLease: true },
      select: { id: true, revision: true },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    })
    const parsed = new Map(
      rows.flatMap(({ id, revision }): [string, StoredCanary][] => {
        const last = known.get(id)
        return last?.revision === revision ? [[id, last]] : []
      }),
    )
    const stale = rows.filter(({ id }) => !parsed.has(id)).map(({ id }) => id)
    const fresh = stale.length === 0 ? [] : await db().canary.findMany({ where: { id: { in: stale } }, select })
    for (const row of fresh) parsed.set(row.id, frozen(toStored(row)))
    const found = rows.flatMap(({ id }) => parsed.get(id) ?? [])
    if (!isCommitted) return found
    known.clear()
    for (const stored of found) known.set(stored.record.state.plan.id, stored)
    return found
  },
  async get(id) {
    const row = await db().canary.findUnique({ where: { id }, select })
    return row ? toStored(row) : null
  },
  async insert(record) {
    const { id, service } = record.state.plan
    await db().canary.createMany({ data: [{ id, service, at: BigInt(record.at), revision: 1, ...bodyOf(record) }] })
  },
  async replace(record, baseRevision) {
    const where = { id: record.state.plan.id, revision: baseRevision }
    const { count } = await db().canary.updateMany({ where, data: { ...bodyOf(record), revision: baseRevision + 1 } })
    return count === 1
  },
  async addTicks(id, ticks) {
    if (ticks.length > 0)
      await db().canaryTick.createMany({ data: ticks.map((tick) => ({ canaryId: id, document: JSON.stringify(tick) })) })
  },
  async ticks(id) {
    const rows = await db().canaryTick.findMany({ where: { canaryId: id }, select: { document: true }, orderBy: { id: 'asc' } })
    return rows.map((row) => parseDocument(canaryDocuments.tick, row.document, `tick of canary ${id}`))
  },
  async addEvents(id, events) {
    if (events.length > 0)
      await db().canaryEvent.createMany({ data: events.map((event) => ({ canaryId: id, document: JSON.stringify(event) })) })
  },
  async events(id) {
    const rows = await db().canaryEvent.findMany({ where: { canaryId: id }, select: { document: true }, orderBy: { id: 'asc' } })
    return rows.map((row) => parseDocument(canaryDocuments.event, row.document, `event of canary ${id}`))
  },
  async tally() {
    const rows = await db().$queryRaw<TallyRow[]>`SELECT json_extract(document, '$.state.phase.outcome') AS outcome, COUNT(*) AS count,
      SUM(json_extract(document, '$.state.evidence.halves.forward') <> '[0,0,0,0,0,0,0]') AS selfTests,
      SUM(json_extract(document, '$.state.evidence.halves.hasAlarmed')) AS selfAlarms FROM canary GROUP BY 1`
    return rows.map((row) => ({
      outcome: row.outcome,
      count: Number(row.count),
      selfTests: Number(row.selfTests),
      selfAlarms: Number(row.selfAlarms),
    }))
  },
  async ask(canaryId, { id, kind, actor, reason, at }) {
    await db().canaryRequest.createMany({ data: [{ id, canaryId, kind, actor, reason, at: BigInt(at) }] })
  },
  async answer(requestId, { accepted, text }) {
    await db().canaryRequest.updateMany({ where: { id: requestId }, data: { accepted, answer: text } })
  },
  async requests(filter) {
    const where = {
      ...(filter.canaryId === undefined ? {} : { canaryId: filter.canaryId }),
      ...(filter.unanswered ? { answer: null } : {}),
    }
    const rows = await db().canaryRequest.findMany({ where, select: requestColumns, orderBy: [{ at: 'asc' }, { id: 'asc' }] })
    return rows.map((row) => ({ canaryId: row.canaryId, request: toRequest(row) }))
  },
})

type TallyRow = { outcome: string | null; count: bigint; selfTests: bigint; selfAlarms: bigint }

const bodyOf = (record: CanaryRecord): { state: string; holdsLease: boolean; document: string } => ({
  state: record.state.phase.name,
  holdsLease: record.holdsLease,
  document: JSON.stringify(record),
})

const toStored = (row: { id: string; document: string; revision: number }): StoredCanary => ({
  record: parseDocument(canaryDocuments.record, row.document, `canary ${row.id}`),
  revision: row.revision,
})

type RequestRow = { id: string; kind: string; actor: string; reason: string; at: bigint; accepted: boolean | null; answer: string | null }

function toRequest({ id, kind, actor, reason, at, accepted, answer }: RequestRow): CanaryRequest {
  return {
    id,
    kind: canaryDocuments.requestKind.parse(kind),
    actor,
    reason,
    at: Number(at),
    answer: answer === null ? null : { accepted: accepted ?? false, text: answer },
  }
}
