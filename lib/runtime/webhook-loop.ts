import type { Millis } from '@/lib/mesh/names'
import type { WebhookCall } from '@/lib/store/store'
import type { RuntimeContext } from './runtime-context'
import { makeSignedCall, withoutQuery } from './signed-call'

/** Who is told, and what its calls are signed with. */
export type Webhook = { url: string; secret: string }

const firstRetryMs = 1_000
const longestRetryMs = 600_000
const givenUpMs = 24 * 3_600_000
const atOnce = 20

/**
 * Makes the calls that are due, each signed, at least once, in no certain order: `x-outrider-signature: t=<ms>,v1=<hex>` is HMAC-SHA256 of `<ms>.<body>` under the
 * hook's secret. Any answer but 2xx within 5 s is tried again after 1 s, 2 s, 4 s … 10 min, for a day. One that hangs holds up nobody: canaries never wait for it, nor
 * does another hook, and what was never tried comes before what is tried again.
 */
export class WebhookLoop {
  private readonly ctx: Pick<RuntimeContext, 'store' | 'log' | 'now'>
  private readonly secrets: ReadonlyMap<string, string>
  private readonly busy = new Set<string>()

  constructor(ctx: Pick<RuntimeContext, 'store' | 'log' | 'now'>, hooks: readonly Webhook[]) {
    this.ctx = ctx
    this.secrets = new Map(hooks.map(({ url, secret }) => [url, secret]))
  }

  /** Begins what is due of every hook that is not being called already, and waits for all of it. */
  async round(now: Millis, signal: AbortSignal): Promise<void> {
    await Promise.all(await this.begin(now, signal))
  }

  /** The same, and waits for none of it. */
  async begin(now: Millis, signal: AbortSignal): Promise<Promise<void>[]> {
    const urls = await this.ctx.store.steer.webhooks.dueUrls(now)
    return urls.filter((url) => !this.busy.has(url)).map((url) => this.call(url, now, signal))
  }

  private async call(url: string, now: Millis, signal: AbortSignal): Promise<void> {
    this.busy.add(url)
    try {
      const due = await this.ctx.store.steer.webhooks.due(now, atOnce, url)
      await Promise.all(due.map((call) => this.make(call, signal)))
    } catch (error) {
      this.ctx.log.error({ url: withoutQuery(url), error: String(error) }, 'a webhook could not be called')
    } finally {
      this.busy.delete(url)
    }
  }

  private async make(call: WebhookCall, signal: AbortSignal): Promise<void> {
    const { webhooks } = this.ctx.store.steer
    const secret = this.secrets.get(call.url)
    const problem = secret === undefined ? 'it is no longer in the configuration' : await this.send(call, secret, signal)
    if (signal.aborted) return
    if (problem === null) return webhooks.remove(call.id)
    const now = this.ctx.now()
    const attempts = call.attempts + 1
    const fields = { url: withoutQuery(call.url), attempts, problem }
    if (secret === undefined || now - call.at > givenUpMs) {
      this.ctx.log.error(fields, 'a webhook call was given up')
      return webhooks.remove(call.id)
    }
    if (attempts === 1) this.ctx.log.warn(fields, 'a webhook did not take a call: it is tried again for a day')
    return webhooks.retry(call.id, attempts, now + Math.min(longestRetryMs, firstRetryMs * 2 ** (attempts - 1)))
  }

  /** null when it was taken, else what went wrong. */
  private async send({ id, url, body }: WebhookCall, secret: string, signal: AbortSignal): Promise<string | null> {
    const status = await makeSignedCall({ url, secret, body, delivery: String(id), at: this.ctx.now() }, signal)
    if (typeof status === 'string') return status
    return status >= 200 && status < 300 ? null : `it answered ${status}`
  }
}
