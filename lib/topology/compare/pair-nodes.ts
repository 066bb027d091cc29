import type { Presence } from '@/lib/mesh/comparison'
import type { GraphDraft } from '../graph-draft'
import type { Paired, PairedEdge } from './pair-edges'
import { nodeSubjects } from './subject'
import { type Unread, whyRateUntested, withoutRate } from './unread-members'

/** The nodes of both windows, sorted by id. Whether one is new or gone is told by those who call it; where nobody does, by what it calls. */
export function pairNodes(now: GraphDraft, base: GraphDraft, unread: Unread, presenceOfNode: (id: string) => Presence): Paired[] {
  const [nowNodes, baseNodes] = [nodeSubjects(now), nodeSubjects(base)]
  return [...new Set([...now.nodes.keys(), ...base.nodes.keys()])].sort().map((id) => {
    const sides = { now: nowNodes.get(id) ?? null, base: baseNodes.get(id) ?? null }
    const presence = presenceOfNode(id)
    const pair = sides.now?.isKnown && sides.base?.isKnown ? { id, now: sides.now, base: sides.base } : null
    const untested = pair && whyRateUntested([pair.now.rows, pair.base.rows], unread)
    return {
      id,
      presence,
      ...(presence === 'unknown' ? { unknownReason: 'one of the windows does not tell of all its callers' } : {}),
      ...(untested === null ? {} : { rateUntested: untested }),
      ...sides,
      pair: pair && untested !== null ? withoutRate(pair) : pair,
    }
  })
}

/** By the edges into each node, else by those out of it: all new, all gone, else there in both as far as any edge tells. */
export function presenceByNode(edges: readonly PairedEdge[]): (id: string) => Presence {
  const into = new Map<string, Set<Presence>>()
  const outOf = new Map<string, Set<Presence>>()
  for (const { source, target, presence } of edges) {
    put(into, target, presence)
    put(outOf, source, presence)
  }
  return (id) => merge(into.get(id) ?? outOf.get(id))
}

function put(into: Map<string, Set<Presence>>, id: string, presence: Presence): void {
  const known = into.get(id)
  if (known) known.add(presence)
  else into.set(id, new Set([presence]))
}

function merge(seen: ReadonlySet<Presence> | undefined): Presence {
  if (!seen) return 'both'
  const [only] = seen
  if (seen.size === 1 && only) return only
  return seen.has('both') || (seen.has('new') && seen.has('gone')) ? 'both' : 'unknown'
}
