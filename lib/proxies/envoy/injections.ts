import { parseDestinationName } from '@/lib/mesh/destination-name'
import type { InjectionCount, InjectionCounts } from '@/lib/proxies/proxy-reader'
import { adminPages } from './admin-pages'
import { StatTally } from './stat-tally'
import { createStatsTextParser } from './stats-text'
import type { Call, TargetSession } from './target-session'

/** Only the lines of the stats access logger and of the fault filters are asked for: one short page. */
export async function readInjections(session: TargetSession, call: Call): Promise<InjectionCounts> {
  const tally = new StatTally()
  const parser = createStatsTextParser(tally)
  tally.begin()
  parser.begin()
  await session.readLines(adminPages.injected.path, parser, call)
  const managers = tally.seen('http')
  const sum = (name: 'faultLimits' | 'faultOverflows'): number =>
    managers.reduce((total, { counters }) => total + (counters.get(name) ?? 0), 0)
  return {
    byDestination: tally.seen('cluster').flatMap(({ name, counters }): InjectionCount[] => {
      const destination = parseDestinationName(name)
      if (!destination || destination.mirror) return []
      const { service, version } = destination
      return [{ service, version, aborts: counters.get('abortsInjected') ?? 0, delays: counters.get('delaysInjected') ?? 0 }]
    }),
    limits: sum('faultLimits'),
    overflows: sum('faultOverflows'),
  }
}
