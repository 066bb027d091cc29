import type { Presence } from '@/lib/mesh/comparison'
import type { GraphDraft } from '../graph-draft'
import { readEnds } from './read-ends'
import { edgeSubjects, type Subject } from './subject'
import type { Pair } from './test-subjects'
import { type Unread, whyRateUntested, withoutRate } from './unread-members'

export type Paired = {
  id: string
  presence: Presence
  unknownReason?: string | undefined
  rateUntested?: string | undefined
  now: Subject | null
  base: Subject | null
  /** What can be tested; null where one of the windows does not tell. */
  pair: Pair | null
}
export type PairedEdge = Paired & { source: string; target: string }

/** The edges of both windows, sorted by id. An edge without a row in one of them was quiet there if whoever counts it was read, else nothing is known of it. */
export function pairEdges(now: GraphDraft, base: GraphDraft, unread: Unread): PairedEdge[] {
  const [nowEdges, baseEdges] = [edgeSubjects(now), edgeSubjects(base)]
  const [nowEnds, baseEnds] = [readEnds(now), readEnds(base)]
  return [...new Set([...nowEdges.keys(), ...baseEdges.keys()])].sort().map((id) => {
    const sides = { now: nowEdges.get(id) ?? null, base: baseEdges.get(id) ?? null }
    const { source, target } = (now.edges.get(id) ?? base.edges.get(id))?.edge ?? { source: '', target: '' }
    const rows = (sides.now ?? sides.base)?.rows ?? []
    const told = {
      now: tell(sides.now, nowEnds, rows, 'in this window'),
      base: tell(sides.base, baseEnds, rows, 'in the window before'),
    }
    const reason = [told.now, told.base].find((each) => typeof each === 'string')
    if (typeof told.now === 'string' || typeof told.base === 'string')
      return { id, source, target, presence: 'unknown', unknownReason: String(reason), ...sides, pair: null }
    const pair = { id, now: told.now, base: told.base }
    const presence = presenceOf(told.now, told.base)
    const untested = whyRateUntested([told.now.rows, told.base.rows], unread)
    if (untested === null) return { id, source, target, presence, ...sides, pair }
    if (presence !== 'both') return { id, source, target, presence: 'unknown', unknownReason: untested, ...sides, pair: null }
    return { id, source, target, presence, rateUntested: untested, ...sides, pair: withoutRate(pair) }
  })
}

/** What is known of an edge in one window, silence included; else why nothing is. */
function tell(subject: Subject | null, ends: ReturnType<typeof readEnds>, rows: Subject['rows'], when: string): Subject | string {
  if (subject) return subject.isKnown ? subject : `${subject.unknownReason} ${when}`
  const counters = ends.counters(rows)
  const unread = counters.find((end) => ends.secondsOf(end) === null)
  if (unread !== undefined || counters.length === 0) return `no proxy of ${unread ?? 'its source'} was read ${when}`
  return quiet(rows[0]?.key.protocol ?? 'http', Math.min(...counters.map((end) => ends.secondsOf(end) ?? 0)))
}

const quiet = (protocol: Subject['protocol'], coveredSeconds: number): Subject => ({
  side: {
    requests: 0,
    errors: 0,
    coveredSeconds,
    requestsPerSecond: protocol === 'tcp' ? null : 0,
    connectionsPerSecond: protocol === 'tcp' ? 0 : undefined,
    errorRatio: null,
    latencyMs: null,
    health: 'idle',
    proxies: 0,
  },
  protocol,
  rows: [],
  isKnown: true,
  unknownReason: '',
  failures: null,
  pace: { count: 0, exposure: coveredSeconds },
})

function presenceOf(now: Subject, base: Subject): Presence {
  if (now.pace.count > 0 && base.pace.count === 0) return 'new'
  return now.pace.count === 0 && base.pace.count > 0 ? 'gone' : 'both'
}

/**
 * What starts at a node that nobody called before has begun with it, though its proxies could not be read before they were there; and the reverse.
 * Repeated, as one new service may call another.
 */
export function settleUnknown(edges: readonly PairedEdge[], presenceOfNode: (id: string) => Presence): boolean {
  let isChanged = false
  for (const edge of edges) {
    if (edge.presence !== 'unknown') continue
    const source = presenceOfNode(edge.source)
    const settled = source === 'new' && !edge.base ? 'new' : source === 'gone' && !edge.now ? 'gone' : null
    if (!settled) continue
    edge.presence = settled
    edge.unknownReason = undefined
    isChanged = true
  }
  return isChanged
}
