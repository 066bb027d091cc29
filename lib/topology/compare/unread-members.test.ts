import { describe, expect, it } from 'vitest'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { EdgeTotal } from '@/lib/mesh/window'
import { toMs, toProxy, toTotal } from '@/lib/testing/golden-topology'
import { draftTopology } from '../build'
import { compareTopologies } from '../compare'

const minute = 60_000
const earlier = toMs - 10 * minute
const member = (id: string, change: Partial<MeshProxy> = {}): MeshProxy => toProxy({ id, service: 'a/p', version: 'v1', ...change })
const hung = member('p2', { reading: { lastAnswerAt: 0, missedRounds: 9, problem: null, sweepMs: 1, sweepBytes: 1 } })
const row = (proxy: string, to: string, from: number, end: number): EdgeTotal => ({
  ...toTotal({
    proxy,
    coveredMs: end - from,
    from: ['service', 'a/p', 'v1'],
    to: ['service', to, 'v1'],
    counts: { requests: (end - from) / 100 },
  }),
  firstMs: from,
  lastMs: end,
})
type Calls = readonly [proxy: string, to: string][]

function windowOf(calls: Calls, proxies: readonly MeshProxy[], to: number) {
  const totals = (from: number, end: number): EdgeTotal[] => calls.map(([proxy, target]) => row(proxy, target, from, end))
  const draft = draftTopology({
    from: to - minute,
    to,
    now: toMs,
    view: 'service',
    totals: totals(to - minute, to),
    mesh: { services: [], gateways: [] },
    policies: [],
    proxies,
    faults: [],
    scrapeIntervalMs: 5000,
  })
  const parts = Array.from({ length: 8 }, (_, part) => totals(to - minute + part * 7500, to - minute + (part + 1) * 7500))
  return { draft, parts }
}

function compare(now: Calls, base: Calls, proxies: readonly MeshProxy[]) {
  const [a, b] = [windowOf(now, proxies, toMs), windowOf(base, proxies, earlier)]
  return {
    there: compareTopologies(a.draft, b.draft, () => ({ now: a.parts, base: b.parts })),
    back: compareTopologies(b.draft, a.draft, () => ({ now: b.parts, base: a.parts })),
  }
}
const kinds = (compared: { differences: { kind: string }[] } | undefined) => compared?.differences.map(({ kind }) => kind)
const both: Calls = [
  ['p1', 'b/x'],
  ['p2', 'b/x'],
]
const one: Calls = [['p1', 'b/x']]

describe('a caller that was not read in one of the windows', () => {
  it('is no loss of traffic, of the edge as of the node, in either direction, and it is said why', () => {
    const { there, back } = compare(one, both, [member('p1'), hung])
    for (const subject of [there.edges[0], there.nodes.find(({ id }) => id === 'b/x')]) {
      expect(subject).toMatchObject({ presence: 'both', differences: [], rateUntested: 'p2 was not read in this window' })
    }
    expect(there.tested.rate).toBe(0)
    expect(back.edges[0]).toMatchObject({ differences: [], rateUntested: 'p2 was not read in the window before' })
  })
  it('does not make an edge gone that it alone counted', () => {
    const base: Calls = [...one, ['p2', 'b/y']]
    const { there, back } = compare(one, base, [member('p1'), hung])
    for (const { edges } of [there, back])
      expect(edges.find(({ id }) => id === 'a/p>b/y:http')).toMatchObject({ presence: 'unknown', differences: [] })
    expect(there.edges.find(({ id }) => id === 'a/p>b/x:http')?.rateUntested).toBeUndefined()
  })
  it('counts as nothing where it has left the mesh, or came after that window', () => {
    expect(kinds(compare(one, both, [member('p1')]).there.edges[0])).toEqual(['less'])
    const late = member('p2', { connectionChangedAt: toMs - 5 * minute })
    expect(kinds(compare(both, one, [member('p1'), late]).there.edges[0])).toEqual(['more'])
  })
})
