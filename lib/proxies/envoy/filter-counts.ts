import type { FilterCount } from '@/lib/proxies/proxy-reader'
import { adminPages } from './admin-pages'
import { StatTally } from './stat-tally'
import { createStatsTextParser } from './stats-text'
import type { Call, TargetSession } from './target-session'

/** Only the lines of the fault filters are asked for: one short page. */
export async function readFilterCounts(session: TargetSession, call: Call): Promise<FilterCount[]> {
  const tally = new StatTally()
  const parser = createStatsTextParser(tally)
  tally.begin()
  parser.begin()
  await session.readLines(adminPages.filterCounts.path, parser, call)
  return tally.seen('http').map(({ name, counters }) => ({
    counter: name,
    aborts: counters.get('abortsInjected') ?? 0,
    delays: counters.get('delaysInjected') ?? 0,
    limits: counters.get('faultLimits') ?? 0,
    overflows: counters.get('faultOverflows') ?? 0,
  }))
}
