import type { EdgeGauge, EdgeGauges } from '@/lib/mesh/window'
import type { Counters, SampleCounter } from '@/lib/metrics/sweep'

/** What one line adds to: counters and gauges of this product. Several lines may add to the same one. */
export type Feed = { counters: readonly SampleCounter[]; gauge: EdgeGauge | null }
export type SubjectKind = 'cluster' | 'http' | 'tcp' | 'server'
/** One cluster, connection manager, tcp_proxy or the server itself, in one round. `buckets`: cumulative counts by upper bound in ms, as they came. */
export type Subject = {
  kind: SubjectKind
  name: string
  round: number
  counters: Counters
  gauges: Partial<EdgeGauges>
  values: Map<string, number>
  buckets: [upperMs: number, cumulative: number][]
}

/** The numbers of one target, kept per subject; subjects outlive a round, so that a line needs to find its subject only once. */
export class StatTally {
  private readonly subjects = new Map<string, Subject>()
  private round = 0

  begin(): void {
    this.round++
  }

  subject(kind: SubjectKind, name: string): Subject {
    const key = `${kind} ${name}`
    const known = this.subjects.get(key)
    if (known) return known
    const subject: Subject = { kind, name, round: 0, counters: new Map(), gauges: {}, values: new Map(), buckets: [] }
    this.subjects.set(key, subject)
    return subject
  }

  add(subject: Subject, feed: Feed, value: number): void {
    this.open(subject)
    for (const counter of feed.counters) subject.counters.set(counter, (subject.counters.get(counter) ?? 0) + value)
    if (feed.gauge) subject.gauges[feed.gauge] = (subject.gauges[feed.gauge] ?? 0) + value
  }

  set(subject: Subject, name: string, value: number): void {
    this.open(subject)
    subject.values.set(name, value)
  }

  addBucket(subject: Subject, upperMs: number, cumulative: number): void {
    this.open(subject)
    subject.buckets.push([upperMs, cumulative])
  }

  /** Those that this round's page named. */
  seen(kind: SubjectKind): Subject[] {
    const found: Subject[] = []
    for (const subject of this.subjects.values()) if (subject.kind === kind && subject.round === this.round) found.push(subject)
    return found
  }

  /** Forgets subjects that were not seen for a hundred rounds. */
  prune(): void {
    if (this.round % 100 === 0) for (const [key, subject] of this.subjects) if (subject.round < this.round - 100) this.subjects.delete(key)
  }

  private open(subject: Subject): void {
    if (subject.round === this.round) return
    subject.round = this.round
    subject.counters = new Map()
    subject.gauges = {}
    subject.values = new Map()
    subject.buckets = []
  }
}
