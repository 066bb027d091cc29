import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { type EdgeGauges, type EdgeKey, type EdgeWindow, edgeGauges } from '@/lib/mesh/window'
import { addCounts, emptyGauges } from './edge-counts'
import { mergeHistograms } from './histogram'

const keysByIdentity = new WeakMap<ProxyIdentity, Map<string, EdgeKey>>()

/**
 * Rows of one window. Two clusters of one proxy that lead to the same end are one series, so they are added. Equal keys of one identity are one object in
 * every window, so that whoever stores them can go by the object.
 */
export class EdgeRows {
  private readonly rows = new Map<string, EdgeWindow>()
  private readonly keys: Map<string, EdgeKey>

  constructor(identity: ProxyIdentity) {
    const known = keysByIdentity.get(identity)
    this.keys = known ?? new Map()
    if (!known) keysByIdentity.set(identity, this.keys)
  }

  put(row: EdgeWindow): void {
    const { side, level, target, protocol, origin, mirror } = row.key
    const id = `${side} ${level} ${target.kind} ${target.service} ${target.version} ${target.instance} ${protocol} ${origin} ${mirror}`
    const key = this.keys.get(id) ?? row.key
    this.keys.set(id, key)
    const other = this.rows.get(id)
    if (!other) {
      this.rows.set(id, { ...row, key })
      return
    }
    addCounts(other.counts, row.counts)
    this.rows.set(id, { ...other, gauges: sumGauges([other.gauges, row.gauges]), latency: mergeHistograms([other.latency, row.latency]) })
  }

  list(): EdgeWindow[] {
    return [...this.rows.values()]
  }
}

export function sumGauges(list: readonly EdgeGauges[]): EdgeGauges {
  const sum = emptyGauges()
  for (const gauges of list) for (const gauge of edgeGauges) sum[gauge] += gauges[gauge]
  return sum
}
