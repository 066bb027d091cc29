import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { ProxyWindow } from '@/lib/mesh/window'

/** `isMeasured`: a whole window of this proxy lies after the moment; without one, no count is no silence. */
export type SplitCounts = { byVersion: Map<string, number>; at: Millis; isMeasured: boolean }
type Row = { from: Millis; to: Millis; version: string; requests: number }

const keptMs = 15 * 60_000

/** Requests per version of the services under proof, window by window, so that only windows that began after a moment are counted. */
export class SplitCounter {
  private services = new Set<ServiceName>()
  private rows = new Map<string, Row[]>()
  private newestStart = new Map<string, Millis>()

  watch(services: readonly ServiceName[]): void {
    this.services = new Set(services)
    for (const key of this.rows.keys()) if (!this.services.has(key.slice(key.indexOf('\n') + 1))) this.rows.delete(key)
  }

  add(window: ProxyWindow): void {
    this.newestStart.set(window.proxyId, Math.max(window.from, this.newestStart.get(window.proxyId) ?? 0))
    if (this.services.size === 0) return
    for (const { key, counts } of window.edges) {
      if (key.side !== 'client' || key.level !== 'edge' || key.mirror || !key.target.version || !this.services.has(key.target.service))
        continue
      const id = `${window.proxyId}\n${key.target.service}`
      const rows = (this.rows.get(id) ?? []).filter((row) => row.to > window.to - keptMs)
      rows.push({
        from: window.from,
        to: window.to,
        version: key.target.version,
        requests: key.protocol === 'tcp' ? counts.connections : counts.requests,
      })
      this.rows.set(id, rows)
    }
  }

  /** Counts of this proxy to the service in windows that began at or after `since`. `at` is the end of the last one, or `since`. */
  since(proxyId: string, service: ServiceName, since: Millis): SplitCounts {
    const byVersion = new Map<string, number>()
    let at = since
    for (const row of this.rows.get(`${proxyId}\n${service}`) ?? []) {
      if (row.from < since) continue
      byVersion.set(row.version, (byVersion.get(row.version) ?? 0) + row.requests)
      at = Math.max(at, row.to)
    }
    return { byVersion, at, isMeasured: (this.newestStart.get(proxyId) ?? Number.NEGATIVE_INFINITY) >= since }
  }
}
