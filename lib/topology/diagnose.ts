import type { Comparison } from '@/lib/mesh/comparison'
import { isUnwell } from '@/lib/mesh/topology'
import type { Trouble } from '@/lib/mesh/trouble'
import type { EdgeKey, PartTotal } from '@/lib/mesh/window'
import { textOf } from './compare/parts'
import { findCauses, type Happened } from './diagnose/causes'
import { failingTroubles } from './diagnose/failing'
import { findOnset, type Sign } from './diagnose/onset'
import { slowTroubles } from './diagnose/slow'
import { certificateTroubles, driftTroubles, silentTroubles, strainTroubles, syncTroubles } from './diagnose/standing'
import type { GraphDraft } from './graph-draft'

export type DiagnoseInput = Omit<Happened, 'drift'> & {
  /** The last minute, in the version view: what fails is often one version of a service. */
  draft: GraphDraft
  /** That minute against the hour before; null where there is no hour yet: then nothing is called slow. */
  comparison: Comparison | null
  drift: Parameters<typeof driftTroubles>[0]
  /** The last hour as sums of equal parts in time order, of the series that are wanted. */
  readHour: (wanted: (key: EdgeKey) => boolean) => readonly PartTotal[][]
}

/** Of more roots than these it is not looked up when they began. */
const mostDated = 12

/**
 * What is wrong, the likeliest first: failing and slow edges at their deepest cause, silent and refusing proxies, open breakers, ejections, ending certificates, drift;
 * each with why, who feels it, since when, and what came just before. Empty where nothing is.
 */
export function diagnose(input: DiagnoseInput): Trouble[] {
  const { draft, comparison } = input
  const silent = silentTroubles(draft)
  const silentIds = new Set(silent.filter(({ subject }) => subject.kind === 'node').map(({ subject }) => subject.id))
  const failing = failingTroubles(draft, silentIds)
  const told = new Set([...silentIds, ...failing.map(({ subject }) => subject.id)])
  const found = [
    ...silent,
    ...failing,
    ...slowTroubles(draft, comparison, told),
    ...strainTroubles(draft, told),
    ...syncTroubles(draft.input.proxies),
    ...certificateTroubles(draft.input.proxies, draft.input.now),
    ...driftTroubles(input.drift),
  ].sort(byLikelihood)
  return date(found, input)
    .map((trouble) => {
      const causes = trouble.kind === 'drift' ? [] : findCauses(trouble, input)
      return { ...trouble, causes, likelihood: trouble.likelihood + (causes.length > 0 ? 0.02 : 0) }
    })
    .sort(byLikelihood)
}

const byLikelihood = (a: Trouble, b: Trouble): number => b.likelihood - a.likelihood || (a.id < b.id ? -1 : 1)

/** Since when, for those that can be told by counts. */
function date(troubles: readonly Trouble[], { draft, comparison, readHour }: DiagnoseInput): Trouble[] {
  const signs = new Map(
    troubles.slice(0, mostDated).flatMap((trouble) => signOf(trouble, draft, comparison).map((sign) => [trouble.id, sign] as const)),
  )
  if (signs.size === 0) return [...troubles]
  const wanted = new Set([...signs.values()].flatMap(({ rows }) => rows.map(({ key }) => textOf(key))))
  const parts = readHour((key) => wanted.has(textOf(key)))
  return troubles.map((trouble) => {
    const sign = signs.get(trouble.id)
    return sign ? { ...trouble, since: findOnset(parts, sign) } : trouble
  })
}

function signOf({ kind, subject }: Trouble, draft: GraphDraft, comparison: Comparison | null): Sign[] {
  const node = draft.nodes.get(subject.id)
  if (!node || (kind !== 'failing' && kind !== 'slow')) return []
  if (kind === 'failing') {
    const hurt = node.inbound.filter(({ edge }) => isUnwell(edge.health))
    const [errors, all] = hurt.reduce(
      ([e, n], { amounts }) => [e + (amounts?.errors ?? 0), n + Math.max(amounts?.requests ?? 0, amounts?.connections ?? 0)],
      [0, 0],
    )
    return [{ rows: hurt.flatMap(({ rows }) => rows), boundMs: null, above: all > 0 ? errors / all / 3 : 0 }]
  }
  const slower = (comparison?.edges ?? []).flatMap(({ id, differences }) => {
    const difference = differences.find((each) => each.kind === 'slower')
    const edge = draft.edges.get(id)
    return difference && edge?.target === node ? [{ difference, rows: edge.rows }] : []
  })
  const [worst] = slower.sort((a, b) => b.difference.perSecond - a.difference.perSecond)
  if (!worst) return []
  const { now, base, boundMs } = worst.difference
  return [{ rows: worst.rows, boundMs: boundMs ?? null, above: (now + base) / 2 }]
}
