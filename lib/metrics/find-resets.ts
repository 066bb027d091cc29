import type { CountReset } from '@/lib/mesh/window'
import { toDestinations, toHostEnd, type WindowContext } from './edge-ends'
import type { ClusterSample, Counters, HostSample, SampleCounter } from './sweep'

/** Those by which versions are compared. */
const compared: readonly SampleCounter[] = [
  'requests',
  'retries',
  'attemptErrors',
  'connections',
  'connectFailures',
  'grpcRequests',
  'grpcErrors',
]

/**
 * Whose counters began anew between two sweeps of one proxy that lived on: what they had counted since the first sweep is in no window. A destination that is
 * counted by its hosts begins anew with any of them, and one that left counts as such: nobody read what it counted last.
 */
export function findResets(previous: readonly ClusterSample[], current: readonly ClusterSample[], context: WindowContext): CountReset[] {
  const now = new Map(current.map((cluster) => [cluster.cluster, cluster]))
  return previous.flatMap((before) => {
    const after = now.get(before.cluster)
    const hosts = new Set(before.hosts.filter((host, index) => hasFallen(host.counters, findHost(after, host, index)?.counters)))
    const isWholeAnew = hasFallen(before.counters, after?.counters)
    return isWholeAnew || hosts.size > 0 ? toResets(before, isWholeAnew, hosts, context) : []
  })
}

function toResets(before: ClusterSample, isWholeAnew: boolean, anew: ReadonlySet<HostSample>, context: WindowContext): CountReset[] {
  const destinations = toDestinations(before, context)
  const isCountedWhole = destinations.length === 1 && destinations[0]?.hosts.length === before.hosts.length
  return destinations.flatMap(({ target, mirror, hosts }): CountReset[] => {
    const own = hosts.filter((host) => anew.has(host))
    const isAnew = isCountedWhole ? isWholeAnew : own.length > 0
    return [
      ...(isAnew ? [{ level: 'edge' as const, target, mirror }] : []),
      ...own.map((host) => ({ level: 'host' as const, target: toHostEnd(target, host, context.addresses), mirror })),
    ]
  })
}

const hasFallen = (before: Counters, after: Counters | undefined): boolean =>
  compared.some((counter) => (after?.get(counter) ?? 0) < (before.get(counter) ?? 0))

/** Hosts mostly keep their order. */
function findHost(cluster: ClusterSample | undefined, { address }: HostSample, index: number): HostSample | undefined {
  const isSame = (other: HostSample): boolean => other.address.port === address.port && other.address.address === address.address
  const there = cluster?.hosts[index]
  return there && isSame(there) ? there : cluster?.hosts.find(isSame)
}
