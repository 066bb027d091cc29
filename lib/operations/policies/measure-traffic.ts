import type { Desired } from '@/lib/control-plane/control-plane'
import { type ServiceName, versionId } from '@/lib/mesh/names'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { VersionState } from '@/lib/routing/plan-warnings'
import { buildTopology } from '@/lib/topology/build'
import type { Ctx } from '../ctx'

const measuredMs = 5 * 60_000
/** version and caller narrow what `requestsPerSecond` counts. */
type Subject = {
  service: ServiceName
  version?: string | undefined
  caller?: ServiceName | undefined
  desired: Desired
  proxies: readonly MeshProxy[]
}
export type Traffic = { requestsPerSecond: number | null; versions: VersionState[] }

/** What a service takes now, over the last 5 minutes, as its callers counted it; null where nothing was counted. */
export function measureTraffic(ctx: Ctx, { service, version: only, caller, desired, proxies }: Subject): Traffic {
  const now = ctx.now()
  const totals = ctx.store.series
    .totals(now - measuredMs, now)
    .filter(({ key }) => key.target.service === service && key.side === 'client' && key.level === 'edge' && !key.mirror)
    .filter(({ key }) => (only ?? key.target.version) === key.target.version && (caller ?? key.source.service) === key.source.service)
  const topology = buildTopology({
    from: now - measuredMs,
    to: now,
    now,
    view: 'version',
    totals,
    mesh: desired.mesh,
    policies: desired.policies.map((stored) => stored.policy),
    proxies,
    faults: [],
    scrapeIntervalMs: ctx.scrapeIntervalMs,
  })
  const rates = new Map<string, { total: number; attempts: number; attemptErrors: number }>()
  for (const edge of topology.edges) {
    const known = rates.get(edge.target) ?? { total: 0, attempts: 0, attemptErrors: 0 }
    known.total += edge.requestsPerSecond ?? 0
    rates.set(edge.target, known)
  }
  for (const { key, counts } of totals) {
    const known = rates.get(versionId(service, key.target.version ?? ''))
    if (!known) continue
    known.attempts += counts.attempts
    known.attemptErrors += counts.attemptErrors
  }
  const spec = desired.mesh.services.find((other) => other.name === service)
  const isMeasured = totals.length > 0 && spec?.protocol !== 'tcp'
  return {
    requestsPerSecond: isMeasured ? [...rates.values()].reduce((sum, rate) => sum + rate.total, 0) : null,
    versions: (spec?.versions ?? []).map((version) => {
      const rate = rates.get(versionId(service, version.name))
      const registered = proxies.filter(
        (proxy) => proxy.service === service && proxy.version === version.name && proxy.inbound && !proxy.isStatic,
      )
      const listed = version.endpoints?.length ?? 0
      return {
        name: version.name,
        instances: registered.length + listed,
        healthy: registered.filter((proxy) => proxy.connected).length + listed,
        requestsPerSecond: isMeasured ? (rate?.total ?? 0) : null,
        attemptErrorRatio: rate && rate.attempts > 0 ? rate.attemptErrors / rate.attempts : null,
      }
    }),
  }
}
