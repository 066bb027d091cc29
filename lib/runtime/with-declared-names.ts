import type { ReadBack } from '@/lib/control-plane/control-plane'
import { toDestinationName } from '@/lib/mesh/destination-name'
import type { Sweep } from '@/lib/metrics/sweep'

/** The sweep of a proxy that somebody else named the destinations of, with the names they would have here; one that stands for no single version keeps its own. */
export function withDeclaredNames(sweep: Sweep, readBack: Pick<ReadBack, 'destinationOf'> | null): Sweep {
  if (!readBack) return sweep
  const clusters = sweep.clusters.map((sample) => {
    const end = readBack.destinationOf(sample.cluster)
    return end === null || end.version === null ? sample : { ...sample, cluster: toDestinationName(end.service, end.version) }
  })
  return { ...sweep, clusters }
}
