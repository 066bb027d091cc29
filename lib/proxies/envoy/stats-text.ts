import { LineTable, parseNumber } from '@/lib/proxies/line-table'
import { resolveStatName, type StatSink } from './stat-names'
import type { StatTally } from './stat-tally'

/**
 * Reader of `/stats?usedonly` for one target: `name: number`, `name: "text"` and `name: P0(…)` lines, of which the numbers this product uses go into the
 * tally. Feed it chunks between `begin()` and `end()`; it keeps what it learnt of the page for the next round.
 */
export function createStatsTextParser(tally: StatTally): LineTable<StatSink> {
  return new LineTable<StatSink>({
    keyEnd(text, from) {
      const colon = text.indexOf(': ', from)
      return colon < 0 ? -1 : colon + 2
    },
    resolve: (key) => resolveStatName(tally, key.slice(0, -2)),
    apply: (sink, text, from, to) => applyNumber(tally, sink, parseNumber(text, from, to)),
  })
}

/** Adds one value to all that its line feeds; false when it is not a number. */
export function applyNumber(tally: StatTally, sink: StatSink, value: number): boolean {
  if (Number.isNaN(value)) return false
  for (const { subject, feed } of sink.feeds) tally.add(subject, feed, value)
  if (sink.value) tally.set(sink.value.subject, sink.value.name, value)
  return true
}
