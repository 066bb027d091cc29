import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Change } from '@/lib/mesh/change'
import type { Policy } from '@/lib/mesh/policy'
import { type Bin, type EdgeCounts, type EdgeGauges, type EdgeKey, edgeCounters, edgeGauges, type ProxyWindow } from '@/lib/mesh/window'
import { type OpenStore, openStore } from '@/lib/store/open-store'
import type { Store } from '@/lib/store/store'

export const silent = { info: () => {}, warn: () => {}, error: () => {} }
export const retention = { rawMs: 6 * 3_600_000, minuteMs: 15 * 86_400_000, quarterMs: 365 * 86_400_000, maxBytes: 20e9 }

/** A fresh folder under the system's temporary one, and what removes it. */
export function temporaryFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-store-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export const openTestStore = (folder: string, more: Partial<OpenStore> = {}): Promise<Store> =>
  openStore({ folder, role: 'both', retention, now: () => Date.now(), log: silent, ...more })

export const samplePolicy = (weightOfV1 = 90, service = 'shop/reviews'): Policy => ({
  service,
  rules: [
    {
      name: 'default',
      backends: [
        { version: 'v1', weight: weightOfV1 },
        { version: 'v2', weight: 100 - weightOfV1 },
      ],
      timeout: '3s',
    },
  ],
})

export const sampleChange = (id: string, more: Partial<Change> = {}): Change => ({
  id,
  service: 'shop/reviews',
  actor: 'ada',
  reason: 'a try',
  at: 1_800_000_000_000,
  policyRevision: 2,
  revision: 7,
  sentence: 'shift shop/reviews v2 10 → 50 %',
  before: samplePolicy(90),
  after: samplePolicy(50),
  state: 'pending',
  undoes: null,
  undoneBy: null,
  evidence: [{ proxyId: 'frontend-1', stage: 'stored', at: { stored: 1_800_000_000_000 } }],
  inForce: { loaded: 0, observed: 0, total: 1 },
  ...more,
})

export const sampleKey = (n: number, more: Partial<EdgeKey> = {}): EdgeKey => ({
  proxyId: `proxy-${n}`,
  side: 'client',
  level: 'edge',
  source: { kind: 'service', service: `shop/s${n}`, version: 'v1', instance: `proxy-${n}` },
  target: { kind: 'service', service: `shop/t${n % 7}`, version: 'v1', instance: null },
  protocol: 'http',
  origin: 'declared',
  mirror: false,
  ...more,
})

export const sampleCounts = (more: Partial<EdgeCounts> = {}): EdgeCounts => ({ ...asZeros(edgeCounters), ...more })
export const sampleGauges = (more: Partial<EdgeGauges> = {}): EdgeGauges => ({ ...asZeros(edgeGauges), ...more })

/** One window of series `n`, with as many open connections as requests and a good many bytes. */
export const sampleWindow = (n: number, from: number, to: number, requests: number, latency: Bin[] = []): ProxyWindow => ({
  proxyId: `proxy-${n}`,
  from,
  to,
  edges: [
    {
      key: sampleKey(n),
      counts: sampleCounts({ requests, bytesSent: requests * 1_000_000_007 }),
      gauges: sampleGauges({ connectionsOpen: requests }),
      latency,
    },
  ],
})

/** Every name of the list is a key of the answer, by construction. */
const asZeros = <K extends string>(names: readonly K[]): Record<K, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>
