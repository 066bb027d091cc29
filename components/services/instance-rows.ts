import type { ServiceDetail } from '@/lib/api/services'
import { formatMs, formatRatio } from '@/lib/mesh/format'

export type InstanceRow = {
  key: string
  name: string
  version: string
  proxyId: string | null
  health: ServiceDetail['health']
  requestsPerSecond: number | null
  /** tcp only. */
  connectionsPerSecond: number | null
  errorRatio: number | null
  p95Ms: number | null
  p95Bounds: readonly [number, number | null] | undefined
  /** Its p95 is at least twice that of the others of its version, and 5 ms more. */
  isSlow: boolean
  /** At least 1 % of its requests fail, and three times as many as of the others of its version. */
  isFailing: boolean
  /** Why it stands out; '' for an ordinary one. */
  note: string
}

const slowFactor = 2
const slowByMs = 5
const leastErrorRatio = 0.01
const failingFactor = 3

/** Instances as seen in traffic, then endpoints that nobody saw; in the order of versions, then by name. */
export function toInstanceRows(service: Pick<ServiceDetail, 'instances' | 'versionDetails'>): InstanceRow[] {
  const seen = service.instances.map((node): InstanceRow => {
    const proxyId = node.id.slice(node.id.lastIndexOf('/') + 1)
    return {
      key: node.id,
      name: proxyId,
      version: node.version ?? '',
      proxyId: node.proxies.total > 0 ? proxyId : null,
      health: node.health,
      requestsPerSecond: node.inbound.requestsPerSecond,
      connectionsPerSecond: node.inbound.connectionsPerSecond ?? null,
      errorRatio: node.inbound.errorRatio,
      p95Ms: node.inbound.latencyMs?.p95 ?? node.inbound.latencyBoundsMs?.p95[0] ?? null,
      p95Bounds: node.inbound.latencyBoundsMs?.p95,
      isSlow: false,
      isFailing: false,
      note: [...node.healthReasons, ...node.badges.filter((badge) => badge.kind === 'ejected').map((badge) => badge.text)].join('; '),
    }
  })
  const rows = [...seen, ...unseenEndpoints(service, seen)]
  return rows.map((row) => markFailing(markSlow(row, rows), rows)).sort((a, b) => compare(a.version, b.version) || compare(a.name, b.name))
}

function unseenEndpoints(service: Pick<ServiceDetail, 'versionDetails'>, seen: readonly InstanceRow[]): InstanceRow[] {
  return service.versionDetails.flatMap((version) =>
    version.endpoints
      .filter(
        (endpoint) =>
          !seen.some((row) => row.version === version.name && (row.proxyId === endpoint.proxyId || row.name === endpoint.address)),
      )
      .map((endpoint) => ({
        key: `${version.name}/${endpoint.address}`,
        name: endpoint.proxyId ?? endpoint.address,
        version: version.name,
        proxyId: endpoint.proxyId,
        health: 'unknown' as const,
        requestsPerSecond: null,
        connectionsPerSecond: null,
        errorRatio: null,
        p95Ms: null,
        p95Bounds: undefined,
        isSlow: false,
        isFailing: false,
        note: endpoint.connected === false ? 'its proxy is not connected; callers still have it as an endpoint' : '',
      })),
  )
}

/** What its siblings of the same version have of it, where it is known: the middle one, and of how many. */
function ofSiblings(
  row: InstanceRow,
  rows: readonly InstanceRow[],
  key: 'p95Ms' | 'errorRatio',
): { middle: number | undefined; count: number } {
  const others = rows
    .filter((other) => other.key !== row.key && other.version === row.version)
    .flatMap((other) => other[key] ?? [])
    .sort((a, b) => a - b)
  return { middle: others[Math.floor((others.length - 1) / 2)], count: others.length }
}

const noteFirst = (note: string, row: InstanceRow): string => (row.note === '' ? note : `${note}; ${row.note}`)

/** Compared with the middle one of its siblings of the same version; alone it cannot stand out. */
function markSlow(row: InstanceRow, rows: readonly InstanceRow[]): InstanceRow {
  const { middle, count } = ofSiblings(row, rows, 'p95Ms')
  if (row.p95Ms === null || middle === undefined) return row
  const isSlow = row.p95Ms >= middle * slowFactor && row.p95Ms >= middle + slowByMs
  const times = Number((row.p95Ms / Math.max(middle, 0.1)).toPrecision(2))
  const whom = count === 1 ? 'the other one' : `the middle one of the ${count} others`
  const note = `p95 is ${times} times that of the others of ${row.version}: ${formatMs(row.p95Ms)} against ${formatMs(middle)}, ${whom}`
  return isSlow ? { ...row, isSlow, note: noteFirst(note, row) } : row
}

/** Its errors stand out from those of its siblings: 1 % at least, and three times the middle one's. */
function markFailing(row: InstanceRow, rows: readonly InstanceRow[]): InstanceRow {
  const { middle } = ofSiblings(row, rows, 'errorRatio')
  if (row.errorRatio === null || middle === undefined) return row
  if (row.errorRatio < leastErrorRatio || row.errorRatio < middle * failingFactor) return row
  const against = middle === 0 ? 'none' : formatRatio(middle)
  const note = `fails more than the others of ${row.version}: ${formatRatio(row.errorRatio)} against ${against}`
  return { ...row, isFailing: true, note: noteFirst(note, row) }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
