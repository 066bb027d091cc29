import type { Difference } from '@/lib/mesh/comparison'
import { type ServiceName, versionId } from '@/lib/mesh/names'
import type { EdgeKey, PartTotal } from '@/lib/mesh/window'
import { indexParts, SeriesNumbers } from './compare/parts'
import { nodeSubjects, type Subject } from './compare/subject'
import { doubtfulPairs, mostMeasured, type Pair, tellDifferences, testPlain } from './compare/test-subjects'
import type { GraphDraft } from './graph-draft'

/** What sets a version apart from another in one window. Rates are none of it: they are as the weights are. untested: why nothing can be said. */
export type VersionDifference = { version: string; base: string; differences: Difference[]; untested?: string | undefined }

/**
 * Each other version against `base`: errors and latency by the exact tests that compare windows, corrected over the versions. draft: of the version view.
 * readParts: the window again as sums of equal parts, by which it is measured how counts scatter. A version that was asked nothing is not tested.
 */
export function compareVersions(
  draft: GraphDraft,
  service: ServiceName,
  base: string,
  versions: readonly string[],
  readParts: (wanted: (key: EdgeKey) => boolean) => PartTotal[][],
): VersionDifference[] {
  const subjects = nodeSubjects(draft)
  const baseline = subjects.get(versionId(service, base))
  const others = versions.filter((version) => version !== base)
  const pairs = others.flatMap((version): Pair[] => {
    const subject = subjects.get(versionId(service, version))
    return subject && baseline && whyUntested(subject, baseline) === null ? [{ id: version, now: subject, base: baseline }] : []
  })
  const tests = testPlain(pairs)
  const isDoubtful = doubtfulPairs(tests, mostMeasured.nodes).length > 0
  const parts = indexParts(isDoubtful ? readParts((key) => key.target.service === service && !key.mirror) : [], new SeriesNumbers())
  const differences = tellDifferences(tests, ({ now, base: other }) => ({ now: parts(now), base: parts(other) }))
  return others.map((version) => {
    const untested = whyUntested(subjects.get(versionId(service, version)), baseline)
    const told = (differences.get(version) ?? []).filter(({ test }) => test === 'fisher')
    return { version, base, differences: told, ...(untested === null ? {} : { untested }) }
  })
}

function whyUntested(subject: Subject | undefined, baseline: Subject | undefined): string | null {
  if (!subject?.isKnown || !baseline?.isKnown) return 'no proxy that calls it was read up to the end of this time'
  if (subject.pace.count === 0 || baseline.pace.count === 0) return 'one of them was asked nothing'
  return null
}
