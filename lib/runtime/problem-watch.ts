import { z } from 'zod'
import type { Millis } from '@/lib/mesh/names'
import type { Ctx } from '@/lib/operations/ctx'
import { listProblems } from '@/lib/operations/problems/list'
import { type TroubleNews, type WatchedTrouble, watchTroubles } from '@/lib/topology/diagnose/watch-troubles'

const valueName = 'problems told'
const stored: z.ZodType<WatchedTrouble[]> = z.array(
  z.object({
    id: z.string(),
    kind: z.enum(['failing', 'silent', 'slow', 'breaker', 'ejected', 'refused', 'behind', 'certificate', 'drift']),
    severity: z.enum(['failing', 'degraded', 'notice']),
    title: z.string(),
    subject: z.object({ kind: z.enum(['node', 'edge', 'proxy']), id: z.string() }),
    service: z.string().nullable(),
    nodes: z.array(z.string()),
    proxies: z.array(z.string()),
    at: z.number(),
    rounds: z.number(),
    isTold: z.boolean(),
  }),
)

/** Tells the configured webhooks when a line of "What's wrong?" appears or goes, signed and at least once like all their calls. What was told is kept over a restart. */
export class ProblemWatch {
  private readonly ctx: Ctx
  private readonly hookUrls: readonly string[]

  constructor(ctx: Ctx, hookUrls: readonly string[]) {
    this.ctx = ctx
    this.hookUrls = hookUrls
  }

  async round(now: Millis): Promise<void> {
    const { values, webhooks } = this.ctx.store.steer
    const text = await values.get(valueName)
    const before = readKnown(text)
    const { problems, look } = await listProblems(this.ctx)
    const { known, news } = watchTroubles(before, problems, look, now)
    // Told first: a crash in between tells twice, never not at all.
    for (const each of news) for (const url of this.hookUrls) await webhooks.add(url, JSON.stringify(toNotice(each, now)), now)
    const next = JSON.stringify(known)
    if (next !== (text ?? '[]')) await values.put(valueName, next)
  }
}

/** What cannot be read is told anew. */
function readKnown(text: string | null): WatchedTrouble[] {
  try {
    return stored.safeParse(JSON.parse(text ?? '[]')).data ?? []
  } catch {
    return []
  }
}

/** `text` alone is a message, as Slack takes it. */
function toNotice({ event, trouble, reasons, causes }: TroubleNews, now: Millis) {
  const { id, kind, severity, title, subject, service, at } = trouble
  const why = [...reasons, ...causes.map((cause) => `just before: ${cause}`)]
  return {
    text: event === 'problem.gone' ? `Over: ${title}` : [title, ...why].join('; '),
    event,
    at: new Date(now).toISOString(),
    problem: { id, kind, severity, title, subject, service, reasons, causes, firstSeenAt: new Date(at).toISOString() },
  }
}
