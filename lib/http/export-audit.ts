import { exportAuditQuerySchema } from '@/lib/api/audit'
import { BadInput } from '@/lib/api/contracts/contract'
import { parseRange } from '@/lib/api/contracts/range'
import { AppError } from '@/lib/errors'
import type { AuditEntry } from '@/lib/mesh/audit'
import { answer, type Handler } from './answer'

const pageRows = 500

/** The audit as NDJSON, oldest first, page by page as it is read; `from` and `to` leave out what was done before and after. */
export const exportAudit: Handler = answer('/api/v1/audit', false, async (request, { web }) => {
  const { from, to } = readRange(new URL(request.url), web.now())
  const isIn = ({ at }: AuditEntry): boolean => !(Date.parse(at) < from || Date.parse(at) > to)
  const encoder = new TextEncoder()
  let after = 0
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const page = await web.store.steer.audit.entries({ after, limit: pageRows })
        after = page.at(-1)?.id ?? after
        const lines = page.filter(isIn).map((entry) => `${JSON.stringify(entry)}\n`)
        if (lines.length > 0) controller.enqueue(encoder.encode(lines.join('')))
        if (page.length < pageRows) return controller.close()
        if (lines.length > 0) return
      }
    },
  })
  const headers = { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' }
  return new Response(body, { headers })
})

function readRange(url: URL, now: number): { from: number; to: number } {
  const parsed = exportAuditQuerySchema.safeParse(Object.fromEntries(url.searchParams))
  if (!parsed.success) throw new AppError('invalid', 'the audit is asked for with from and to, and nothing else')
  try {
    return parseRange(parsed.data, now, now)
  } catch (error) {
    if (error instanceof BadInput) throw new AppError('invalid', `${error.problem.path}: ${error.message}`, { problems: [error.problem] })
    throw error
  }
}
