import { auditVerdictSchema } from '@/lib/api/audit'
import { verifyAuditContract } from '@/lib/api/contracts/audit'
import { parseTime } from '@/lib/api/wire/time'
import { AppError } from '@/lib/errors'
import type { AuditVerdict } from '@/lib/mesh/audit'
import { formatPlural } from '@/lib/mesh/format'
import { readAuditFolder } from '@/lib/store/audit/read-audit-folder'
import { CliError } from '../api'
import { type ExitCode, printResult, type Session } from '../session'

export type AuditOptions = { data?: string; expect?: string; from?: string; to?: string }

/** Over the API, or with `--data` in a data folder that no Outrider has to run on. A broken chain ends with code 1. */
export async function verifyAudit(session: Session, options: AuditOptions): Promise<ExitCode> {
  const verdict = options.data === undefined ? await askVerdict(session, options) : readVerdict(options.data, options.expect ?? null)
  if (!verdict.ok) {
    if (session.isJson) session.print(JSON.stringify(verdict, null, 2))
    throw new CliError(
      ['The audit was changed by hand:', ...verdict.problems.map(({ id, message }) => `  row ${id}: ${message}`)].join('\n'),
    )
  }
  printResult(session, verdict, () => toWords(verdict))
  return 0
}

const askVerdict = ({ api }: Session, { expect }: AuditOptions): Promise<AuditVerdict> =>
  api({ ...verifyAuditContract, response: auditVerdictSchema }, { query: { expect } })

function readVerdict(folder: string, expected: string | null): AuditVerdict {
  const audit = openFolder(folder)
  try {
    return audit.verify(expected)
  } finally {
    audit.close()
  }
}

function openFolder(folder: string): ReturnType<typeof readAuditFolder> {
  try {
    return readAuditFolder(folder)
  } catch (error) {
    throw error instanceof AppError ? new CliError(error.message) : error
  }
}

function toWords({ rows, unhashed, head }: AuditVerdict): string {
  if (!head)
    return rows === 0 ? 'The audit is empty.' : `The audit has ${formatPlural(rows, 'row')} and no chain yet: the next row begins it.`
  const older = unhashed > 0 ? ` (${unhashed} of them older than the chain)` : ''
  return `The audit is whole: ${formatPlural(rows, 'row')}${older}. Keep the hash of row ${head.id} to prove it later: --expect ${head.hash}`
}

/** NDJSON, one row a line, oldest first. */
export async function exportAudit(session: Session, options: AuditOptions): Promise<ExitCode> {
  const { data, from, to } = options
  if (data === undefined) for await (const text of session.stream('/api/v1/audit', { from, to })) session.write(text)
  else exportFolder(session, data, toRange(options))
  return 0
}

function exportFolder(session: Session, folder: string, { from, to }: { from: number; to: number }): void {
  const audit = openFolder(folder)
  try {
    for (const entry of audit.entries) {
      const at = Date.parse(entry.at)
      if (!(at < from || at > to)) session.print(JSON.stringify(entry))
    }
  } finally {
    audit.close()
  }
}

function toRange({ from, to }: AuditOptions): { from: number; to: number } {
  const read = (name: string, text: string | undefined, otherwise: number): number => {
    const at = text === undefined ? otherwise : parseTime(text, Date.now())
    if (at === null) throw new CliError(`--${name} ${text}: not a time: write ISO 8601, epoch milliseconds or now-15m`)
    return at
  }
  return { from: read('from', from, 0), to: read('to', to, Number.POSITIVE_INFINITY) }
}
