import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EdgeTotal } from '@/lib/mesh/window'
import { toMs, toProxy, toTotal } from '@/lib/testing/golden-topology'
import { draftTopology } from './build'
import { compareTopologies } from './compare'
import { diagnose } from './diagnose'
import type { GraphDraft } from './graph-draft'

type Recorded = { scenario: string; first: string; now: Parameters<typeof toTotal>[0][]; late?: Recorded['now']; base?: Recorded['now'] }
const folder = new URL('testdata/broken/', import.meta.url)
const recordings = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name): Recorded => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))

function draftOf(totals: readonly EdgeTotal[]): GraphDraft {
  const own = new Map(totals.map(({ key }) => [key.proxyId, key.side === 'client' ? key.source : key.target]))
  return draftTopology({
    from: toMs - 60_000,
    to: toMs,
    now: toMs,
    view: 'version',
    totals,
    mesh: { services: [], gateways: [] },
    policies: [],
    proxies: [...own].map(([id, { service, version, kind }]) =>
      toProxy({ id, service, version, role: kind === 'gateway' ? 'gateway' : 'sidecar' }),
    ),
    faults: [],
    scrapeIntervalMs: 5000,
  })
}

describe('what is wrong in recordings of the shop on real Envoys', () => {
  it('has some to look at', () => {
    expect(recordings.length).toBeGreaterThanOrEqual(3)
  })
  it.each(recordings.map((recorded) => [recorded.scenario, recorded] as const))(
    '%s: the first line names it',
    (_, { first, now, late, base }) => {
      const draft = draftOf(now.map(toTotal))
      const comparison =
        late && base ? compareTopologies(draftOf(late.map(toTotal)), draftOf(base.map(toTotal)), () => ({ now: [], base: [] })) : null
      const [line] = diagnose({ draft, comparison, changes: [], faults: [], canaries: [], drift: [], readHour: () => [] })
      expect(line?.id).toBe(first)
    },
  )
})
