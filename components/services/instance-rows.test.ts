import { describe, expect, it } from 'vitest'
import type { ServiceDetail } from '@/lib/api/services'
import type { TopologyNodeWire } from '@/lib/api/topology'
import { toInstanceRows } from './instance-rows'

const node = (name: string, version: string, p95: number | null): TopologyNodeWire => ({
  id: `shop/catalog@${version}/${name}`,
  kind: 'instance',
  namespace: 'shop',
  name,
  version,
  health: 'healthy',
  healthReasons: [],
  proxies: { total: 1, answering: 1, inSync: 1 },
  inbound: { requestsPerSecond: 10, errorRatio: 0, latencyMs: { p50: 1, p95, p99: p95 } },
  badges: [],
})
const version = (name: string, endpoints: string[]): ServiceDetail['versionDetails'][number] => ({
  name,
  weightPercent: 50,
  observedPercent: 50,
  signals: { requestsPerSecond: 1, errorRatio: 0, latencyMs: null },
  health: 'healthy',
  healthReasons: [],
  endpoints: endpoints.map((proxyId) => ({ address: `127.0.0.1:${proxyId.length}`, registered: true, proxyId, connected: false })),
})

describe('the instances of a service', () => {
  it('tint the one that is twice as slow as its siblings of the same version', () => {
    const rows = toInstanceRows({
      instances: [node('c1', 'v1', 9), node('c2', 'v1', 10), node('c3', 'v1', 88), node('d1', 'v2', 90)],
      versionDetails: [],
    })
    expect(rows.filter((row) => row.isSlow).map((row) => row.name)).toEqual(['c3'])
    expect(rows.find((row) => row.name === 'c3')?.note).toContain('9.8 times that of the others of v1')
  })
  it('do not call a sole instance slow, nor one that is slow by little', () => {
    const rows = toInstanceRows({ instances: [node('a', 'v1', 900), node('b', 'v2', 1), node('c', 'v2', 3)], versionDetails: [] })
    expect(rows.some((row) => row.isSlow)).toBe(false)
  })
  it('list an endpoint that no traffic showed, as unknown and not as zero', () => {
    const rows = toInstanceRows({ instances: [node('c1', 'v1', 9)], versionDetails: [version('v1', ['c1', 'c2'])] })
    expect(rows.map((row) => [row.name, row.health, row.requestsPerSecond])).toEqual([
      ['c1', 'healthy', 10],
      ['c2', 'unknown', null],
    ])
    expect(rows[1]?.note).toContain('not connected')
  })
})
