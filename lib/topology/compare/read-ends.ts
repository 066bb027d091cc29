import type { TopologyView } from '@/lib/mesh/topology'
import type { EdgeTotal } from '@/lib/mesh/window'
import type { Coverage } from '../coverage'
import { endId } from '../end-id'
import type { GraphDraft } from '../graph-draft'

/** Who counts a series: its caller, or where no caller's proxy does, whom it calls. */
const counterOf = ({ key }: EdgeTotal, view: TopologyView): string => endId(key.side === 'client' ? key.source : key.target, view)

/**
 * Nodes whose proxies were read up to the window's end, with the seconds that were read, averaged over them: of these silence is known to be silence.
 * counters: who counts each of the rows given.
 */
export function readEnds({ input, coverage }: Pick<GraphDraft, 'input' | 'coverage'>): {
  secondsOf(end: string): number | null
  counters(rows: readonly EdgeTotal[]): string[]
} {
  const byEnd = new Map<string, Set<Coverage>>()
  for (const total of input.totals) {
    const covered = coverage.get(total.key.proxyId)
    if (!covered?.isFresh || covered.coveredMs <= 0) continue
    const end = counterOf(total, input.view)
    const known = byEnd.get(end)
    if (known) known.add(covered)
    else byEnd.set(end, new Set([covered]))
  }
  return {
    secondsOf(end) {
      const covered = byEnd.get(end)
      return covered ? [...covered].reduce((sum, { coveredMs }) => sum + coveredMs, 0) / covered.size / 1000 : null
    },
    counters: (rows) => [...new Set(rows.map((row) => counterOf(row, input.view)))],
  }
}
