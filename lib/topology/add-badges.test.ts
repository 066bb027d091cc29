import { describe, expect, it } from 'vitest'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import { exampleMesh, exampleSidecar } from '@/lib/testing/example-mesh'
import { buildTopology } from './build'

const now = 1_800_000_000_000
const reading = { lastAnswerAt: now, missedRounds: 0, problem: null, sweepMs: 1, sweepBytes: 1 }
const proxy = (id: string, service: string): MeshProxy => ({
  ...exampleSidecar(id, service),
  connected: true,
  connectionChangedAt: now,
  sync: [],
  syncedRevision: 1,
  reading,
})

describe('the badge of drift', () => {
  it('stands on the node of the proxy that drifts, or of the service whose policy nobody uses', () => {
    const topology = buildTopology({
      from: now - 60_000,
      to: now,
      now,
      view: 'service',
      totals: [],
      mesh: exampleMesh(),
      policies: [],
      proxies: [proxy('frontend-1', 'shop/frontend'), proxy('reviews-1', 'shop/reviews')],
      faults: [],
      scrapeIntervalMs: 5_000,
      drift: [
        { proxyId: 'frontend-1', service: 'shop/reviews', sentence: 'frontend-1 routes otherwise' },
        { proxyId: null, service: 'shop/ledger', sentence: 'nobody calls it' },
      ],
    })
    const badges = topology.nodes.flatMap(({ id, badges }) => badges.filter(({ kind }) => kind === 'drift').map(({ text }) => [id, text]))
    expect(badges.sort()).toEqual([
      ['shop/frontend', 'frontend-1 routes otherwise'],
      ['shop/ledger', 'nobody calls it'],
    ])
  })
})
