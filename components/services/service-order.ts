import type { ServiceSummary } from '@/lib/api/services'

export const serviceSortKeys = ['health', 'name', 'requests', 'errors', 'p95', 'budget', 'proxies'] as const
export type ServiceSortKey = (typeof serviceSortKeys)[number]
export type ServiceSort = { key: ServiceSortKey; descending: boolean }

const healthOrder: Record<ServiceSummary['health'], number> = { failing: 0, degraded: 1, unknown: 2, healthy: 3, idle: 4 }

/** An interval counts as its lower bound, as everywhere a latency is compared. */
function p95Of(service: ServiceSummary): number | null {
  return service.signals.latencyBoundsMs?.p95[0] ?? service.signals.latencyMs?.p95 ?? null
}

function sortValue(service: ServiceSummary, key: ServiceSortKey): number | string | null {
  switch (key) {
    case 'health':
      // What is outside the mesh is never known better; it is no trouble.
      return service.kind === 'unknown' ? healthOrder.idle + 1 : healthOrder[service.health]
    case 'name':
      return service.name
    case 'requests':
      return service.signals.requestsPerSecond
    case 'errors':
      return service.signals.errorRatio
    case 'p95':
      return p95Of(service)
    case 'budget':
      return service.slo?.objectives.reduce<number | null>(lessLeft, null) ?? null
    case 'proxies':
      return service.proxies.total
  }
}

const lessLeft = (least: number | null, { budget: { leftRatio } }: { budget: { leftRatio: number | null } }): number | null =>
  leftRatio === null ? least : Math.min(least ?? leftRatio, leftRatio)

/** A new list. A missing number comes last in both directions: no data is neither the best nor the worst. Equals are ordered by name. */
export function orderServices(services: readonly ServiceSummary[], sort: ServiceSort): ServiceSummary[] {
  const direction = sort.descending ? -1 : 1
  return [...services].sort((a, b) => {
    const left = sortValue(a, sort.key)
    const right = sortValue(b, sort.key)
    if (left === null || right === null) return left === right ? compare(a.name, b.name) : left === null ? 1 : -1
    return direction * compare(left, right) || compare(a.name, b.name)
  })
}

const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Filters by name, health word, protocol, kind or version; case does not matter, every word must match. */
export function matchesService(service: ServiceSummary, text: string): boolean {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const hay = [service.name, service.health, service.protocol ?? '', service.kind, ...service.versions.map((version) => version.name)].map(
    (word) => word.toLowerCase(),
  )
  if (service.overlays.some((overlay) => overlay.kind === 'fault')) hay.push('fault')
  return words.every((word) => hay.some((candidate) => candidate.includes(word)))
}
