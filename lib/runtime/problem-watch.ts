import { z } from 'zod'
import type { Millis } from '@/lib/mesh/names'
import { troubleKinds, troubleSeverities } from '@/lib/mesh/trouble'
import type { Ctx } from '@/lib/operations/ctx'
import { listProblems } from '@/lib/operations/problems/list'
import { type TroubleNews, type WatchedTrouble, watchTroubles } from '@/lib/topology/diagnose/watch-troubles'
import type { Log } from './runtime-context'
import { withoutQuery } from './signed-call'

const valueName = 'problems told'
/** More news of one look than this are one call. */
const mostSingle = 5
/** So many lines that call names; `more` counts the others. */
const mostNamed = 100
/** A hook that has left so many calls unanswered is told of no more problems until it takes some. */
const mostWaiting = 200
const stored: z.ZodType<WatchedTrouble[]> = z.array(
  z.object({
    id: z.string(),
    kind: z.enum(troubleKinds),
    severity: z.enum(troubleSeverities),
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
  private readonly log: Pick<Log, 'error'>

  constructor(ctx: Ctx, hookUrls: readonly string[], log: Pick<Log, 'error'>) {
    this.ctx = ctx
    this.hookUrls = hookUrls
    this.log = log
  }

  async round(now: Millis): Promise<void> {
    const { values } = this.ctx.store.steer
    const text = await values.get(valueName)
    const before = readKnown(text)
    const { problems, look } = await listProblems(this.ctx)
    const { known, news } = watchTroubles(before, problems, now, look)
    // Told first: a crash in between tells twice, never not at all.
    if (news.length > 0) await this.tell(news, now)
    const next = JSON.stringify(known)
    if (next !== (text ?? '[]')) await values.put(valueName, next)
  }

  /** One transaction: a storm of news wakes every loop of the runtime once. */
  private async tell(news: readonly TroubleNews[], now: Millis): Promise<void> {
    const notices = news.length > mostSingle ? [toSummary(news, now)] : news.map((each) => toNotice(each, now))
    const bodies = notices.map((notice) => JSON.stringify(notice))
    await this.ctx.store.steer.transaction(async ({ webhooks }) => {
      for (const url of this.hookUrls) {
        const waiting = await webhooks.waiting(url)
        if (waiting >= mostWaiting)
          this.log.error({ url: withoutQuery(url), waiting, news: news.length }, 'a webhook is not told of problems: it takes no calls')
        else for (const body of bodies) await webhooks.add(url, body, now)
      }
    })
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

/** Each line of it as in a call of its own, the worst first. */
function toSummary(news: readonly TroubleNews[], now: Millis) {
  const rank = ({ event, trouble }: TroubleNews): number => (event === 'problem.gone' ? 9 : troubleSeverities.indexOf(trouble.severity))
  const sorted = [...news].sort((a, b) => rank(a) - rank(b))
  const appeared = news.filter(({ event }) => event === 'problem.appeared').length
  const counts = [appeared > 0 && `${appeared} problems appeared`, appeared < news.length && `${news.length - appeared} are over`]
  const titles = sorted
    .slice(0, mostSingle)
    .map(({ event, trouble }) => (event === 'problem.gone' ? `over: ${trouble.title}` : trouble.title))
  const problems = sorted.slice(0, mostNamed).map((each) => ({ event: each.event, ...toNotice(each, now).problem }))
  return {
    text: `${counts.filter(Boolean).join(', ')}: ${titles.join('; ')}; and ${news.length - titles.length} more`,
    event: 'problem.several',
    at: new Date(now).toISOString(),
    problems,
    more: news.length - problems.length,
  }
}
