import type { Drift } from '@/lib/mesh/drift'
import type { Millis } from '@/lib/mesh/names'

/** A proxy needs a moment to take what it is sent; what it runs before says nothing. */
const ripeAfterMs = 3_000
const givenUpMs = 60_000

/** Overwrites that were sent, and whether they helped. In memory: after a start what was asked and not answered is sent once more, which does no harm. */
export class SentOverwrites {
  private readonly sent = new Map<string, { askedAt: Millis; at: Millis }>()

  note({ id, asked }: Drift, now: Millis): void {
    if (asked) this.sent.set(id, { askedAt: asked.at, at: now })
  }

  /** Sent, and nothing said of it yet. */
  isOpen(drift: Drift): boolean {
    return drift.asked?.problem === null && this.sentAt(drift) !== null
  }

  /** Found now, is it there in spite of what was sent? */
  isRipe(drift: Drift, now: Millis): boolean {
    const at = this.sentAt(drift)
    return at !== null && now - at >= ripeAfterMs
  }

  /** Nobody could look for a minute. */
  isUnread(drift: Drift, now: Millis): boolean {
    const at = this.sentAt(drift)
    return at !== null && now - at >= givenUpMs
  }

  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.sent.keys()) if (!ids.has(id)) this.sent.delete(id)
  }

  private sentAt({ id, asked }: Drift): Millis | null {
    const sent = this.sent.get(id)
    return sent && sent.askedAt === asked?.at ? sent.at : null
  }
}
