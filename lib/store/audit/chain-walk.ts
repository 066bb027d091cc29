import type { AuditEntry, AuditHead, AuditProblem, AuditVerdict } from '@/lib/mesh/audit'
import { chainHash, genesis } from './chain-hash'

const mostProblems = 100

/**
 * Walks the chain from its first row. Each break is told once: after it the walk goes on from the hash that stands in the row. Rows from before the chain have
 * none; theirs are computed, so that the first hash of the chain covers them.
 */
export class ChainWalk {
  private former = genesis
  /** The id of the row that was walked last; 0 before the first. */
  lastId = 0
  private rows = 0
  private unhashed = 0
  private head: AuditHead | null = null
  private isExpectedSeen = false
  private readonly problems: AuditProblem[] = []
  private readonly expected: string | null

  /** expected: a hash that somebody kept; it must be in the chain. */
  constructor(expected: string | null) {
    this.expected = expected
  }

  add(entry: AuditEntry): void {
    this.rows++
    const missing = entry.id - this.lastId - 1
    if (missing > 0)
      this.report(
        entry.id,
        `${missing === 1 ? `row ${entry.id - 1} is` : `rows ${this.lastId + 1} to ${entry.id - 1} are`} missing before it`,
      )
    this.lastId = entry.id
    const computed = chainHash(this.former, entry)
    if (entry.hash === null) {
      if (this.head) this.report(entry.id, 'it has no hash: it was not written by Outrider')
      else this.unhashed++
      this.former = computed
      return
    }
    if (entry.hash !== computed && missing <= 0)
      this.report(
        entry.id,
        this.head || this.unhashed === 0
          ? 'it was changed after it was written'
          : 'it, or a row before it, was changed after it was written',
      )
    this.former = entry.hash
    this.head = { id: entry.id, hash: entry.hash }
    if (entry.hash === this.expected) this.isExpectedSeen = true
  }

  /** written: the row that the store says it wrote last; null where it has written none. */
  end(written: AuditHead | null): AuditVerdict {
    if (written && written.id > this.lastId)
      this.report(written.id, `the last rows are missing: row ${written.id} was written and is not there`)
    else if ((written?.id ?? 0) !== (this.head?.id ?? 0) || (written?.hash ?? null) !== (this.head?.hash ?? null))
      this.report(this.lastId, 'it is not the row that was written last')
    if (this.expected !== null && !this.isExpectedSeen) this.report(this.lastId, `the hash ${this.expected} is not in the chain`)
    const { rows, unhashed, head, problems } = this
    return { ok: problems.length === 0, rows, unhashed, head, problems }
  }

  private report(id: number, message: string): void {
    if (this.problems.length < mostProblems) this.problems.push({ id, message })
  }
}
