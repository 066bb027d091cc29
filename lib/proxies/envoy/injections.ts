import { parseDestinationName } from '@/lib/mesh/destination-name'
import type { InjectionCount } from '@/lib/proxies/proxy-reader'
import { adminPages } from './admin-pages'
import { StatTally } from './stat-tally'
import { createStatsTextParser } from './stats-text'
import type { Call, TargetSession } from './target-session'

/** Only the lines of the stats access logger are asked for: one short page, read while the removal of a fault is to be proved. */
export async function readInjections(session: TargetSession, call: Call): Promise<InjectionCount[]> {
  const tally = new StatTally()
  const parser = createStatsTextParser(tally)
  tally.begin()
  parser.begin()
  await session.readLines(adminPages.injected.path, parser, call)
  return tally.seen('cluster').flatMap(({ name, counters }) => {
    const destination = parseDestinationName(name)
    if (!destination || destination.mirror) return []
    const { service, version } = destination
    return [{ service, version, aborts: counters.get('abortsInjected') ?? 0, delays: counters.get('delaysInjected') ?? 0 }]
  })
}
