import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { ProxyStatus } from '@/lib/mesh/proxy'
import type { RuntimeState, Store } from './store'

const problem = z.object({
  kind: z.enum([
    'unreachable',
    'timeout',
    'too_large',
    'truncated',
    'not_envoy',
    'http_status',
    'malformed',
    'duplicate_id',
    'refused_address',
    'disconnected',
    'rejected',
  ]),
  message: z.string(),
  at: z.number(),
})
const statusSchema: z.ZodType<ProxyStatus> = z.object({
  connected: z.boolean(),
  connectionChangedAt: z.number().nullable(),
  sync: z.array(
    z.object({
      type: z.enum(['CDS', 'EDS', 'LDS', 'RDS', 'RTDS']),
      status: z.enum(['SYNCED', 'STALE', 'NACKED', 'NOT_SENT']),
      sentVersion: z.string().nullable(),
      ackedVersion: z.string().nullable(),
      error: z.string().nullable(),
      at: z.number(),
    }),
  ),
  syncedRevision: z.number(),
  reading: z.object({
    lastAnswerAt: z.number().nullable(),
    missedRounds: z.number(),
    problem: problem.nullable(),
    sweepMs: z.number().nullable(),
    sweepBytes: z.number().nullable(),
  }),
  certificates: z
    .array(
      z.object({
        path: z.string(),
        serial: z.string(),
        subjectAltNames: z.array(z.string()),
        daysUntilExpiration: z.number().nullable(),
        expiresAt: z.number().nullable(),
      }),
    )
    .nullish(),
})
const runtimeSchema: z.ZodType<RuntimeState> = z.object({
  at: z.number(),
  pid: z.number(),
  xdsAddress: z.string(),
  startedAt: z.number(),
  problems: z.array(z.string()),
  simulated: z.boolean().default(false),
})

type StatusRow = { id: string; status: string; seq: number }
type Cached = { seq: number; status: ProxyStatus }

/**
 * Volatile observations in series.db. Writes go to `writer` (null in the web half, whose writes are a mistake and throw); a status is parsed only when its row has changed.
 * `onProblem` hears of writes that the disk refused: an observation that cannot be kept must not end a round.
 */
export function observedStore(
  writer: Database.Database | null,
  reader: Database.Database,
  onProblem: (error: unknown) => void,
): Store['observed'] {
  const cache = new Map<string, Cached>()
  const list = reader.prepare<[], StatusRow>('SELECT id, status, seq FROM status')
  const readRuntime = reader.prepare<[], { state: string }>('SELECT state FROM runtime WHERE id = 1')
  // Grows over restarts too, so that a row that was removed and written anew is never taken for the cached one.
  let seq = Math.floor(performance.timeOrigin) * 1_000
  const write = (sql: string, ...values: (string | number)[]): void => {
    if (!writer) throw new Error('this half of Outrider only reads observations')
    try {
      writer.prepare(sql).run(...values)
    } catch (error) {
      onProblem(error)
    }
  }
  return {
    putStatus(id, status) {
      const sql =
        'INSERT INTO status (id, status, seq) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET status = excluded.status, seq = excluded.seq'
      write(sql, id, JSON.stringify(status), ++seq)
    },
    listStatus() {
      const answer = new Map<string, ProxyStatus>()
      for (const row of list.all()) {
        const known = cache.get(row.id)
        const status = known?.seq === row.seq ? known.status : statusSchema.parse(JSON.parse(row.status))
        cache.set(row.id, { seq: row.seq, status })
        answer.set(row.id, status)
      }
      for (const id of cache.keys()) if (!answer.has(id)) cache.delete(id)
      return answer
    },
    removeStatus(id) {
      write('DELETE FROM status WHERE id = ?', id)
    },
    putRuntime(state) {
      write('INSERT INTO runtime (id, state) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state', JSON.stringify(state))
    },
    runtime() {
      const row = readRuntime.get()
      return row ? runtimeSchema.parse(JSON.parse(row.state)) : null
    },
  }
}
