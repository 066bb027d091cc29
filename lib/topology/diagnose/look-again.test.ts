import { describe, expect, it } from 'vitest'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { EdgeGauges, EdgeTotal, Histogram } from '@/lib/mesh/window'
import { toMs, toProxy, toTotal } from '@/lib/testing/golden-topology'
import { draftTopology } from '../build'
import { compareTopologies } from '../compare'
import { diagnose } from '../diagnose'
import type { GraphDraft } from '../graph-draft'
import { lookAgain } from './look-again'
import { type WatchedTrouble, watchTroubles } from './watch-troubles'

const minute = 60_000
const fast: Histogram = [[5, 10, 600]]
const call = (proxy: string, from: string, to: string, errors: number, latency = fast, gauges: Partial<EdgeGauges> = {}): EdgeTotal =>
  toTotal({
    proxy,
    from: ['service', `shop/${from}`, 'v1'],
    to: ['service', `shop/${to}`, 'v1'],
    counts: { requests: 600, errors },
    latency,
    gauges,
  })
const at = (end: number) => (total: EdgeTotal) => ({ ...total, firstMs: end - minute, lastMs: end })
const member = (id: string, change: Partial<MeshProxy> = {}): MeshProxy =>
  toProxy({ id, service: `shop/${id.slice(0, 1)}`, version: 'v1', ...change })
const everybody = ['a', 'a2', 'b', 'c'].map((id) => member(id))
const hung = (id: string): MeshProxy => member(id, { reading: { ...member(id).reading, missedRounds: 9, lastAnswerAt: toMs - 9 * minute } })

function draftOf(totals: readonly EdgeTotal[], proxies = everybody, to = toMs): GraphDraft {
  return draftTopology({
    from: to - minute,
    to,
    now: toMs,
    view: 'version',
    totals: totals.map(at(to)),
    mesh: { services: [], gateways: [] },
    policies: [],
    proxies,
    faults: [],
    scrapeIntervalMs: 5000,
  })
}
type Seen = { draft: GraphDraft; before?: GraphDraft }
const see = (totals: readonly EdgeTotal[], proxies = everybody): Seen => ({ draft: draftOf(totals, proxies) })

/** What is told of six looks: two of `first`, four of `then`. */
function told(first: Seen, then: Seen): string[] {
  let known: readonly WatchedTrouble[] = []
  return [first, first, then, then, then, then].flatMap(({ draft, before }, round) => {
    const comparison = before ? compareTopologies(draft, before, () => ({ now: [], base: [] })) : null
    const lines = diagnose({ draft, comparison, changes: [], faults: [], canaries: [], drift: [], readHour: () => [] })
    const next = watchTroubles(known, lines, round, lookAgain(draft, comparison))
    known = next.known
    return next.news.map(({ event, trouble }) => `${event} ${trouble.id}`)
  })
}
const gone = (first: Seen, then: Seen): string[] => told(first, then).filter((news) => news.startsWith('problem.gone'))
const failing = [call('a', 'a', 'b', 300)]

describe('a line that is told no more', () => {
  it('is over when who counted it counts it no more', () => {
    expect(told(see(failing), see([call('a', 'a', 'b', 0)]))).toEqual([
      'problem.appeared failing:shop/b@v1',
      'problem.gone failing:shop/b@v1',
    ])
  })
  it('is not over when nothing was read', () => {
    expect(gone(see(failing), see([]))).toEqual([])
  })
  it('is not over when the one caller that saw it keeps silent, however well the others do', () => {
    const proxies = [...everybody.filter(({ id }) => id !== 'a'), hung('a')]
    expect(gone(see([...failing, call('a2', 'a', 'b', 0)]), see([call('a2', 'a', 'b', 0)], proxies))).toEqual([])
  })
  it('is over when the caller that saw it has left the mesh', () => {
    const left = everybody.filter(({ id }) => id !== 'a')
    expect(gone(see([...failing, call('a2', 'a', 'b', 0)]), see([call('a2', 'a', 'b', 0)], left))).toEqual([
      'problem.gone failing:shop/b@v1',
    ])
  })
  it('is not over when its cause is seen further down now, and is with that', () => {
    const deeper = see([call('a', 'a', 'b', 300), call('b', 'b', 'c', 290)])
    expect(told(see(failing), deeper)).toEqual(['problem.appeared failing:shop/b@v1', 'problem.appeared failing:shop/c@v1'])
    expect(gone(deeper, see([call('a', 'a', 'b', 0), call('b', 'b', 'c', 0)]))).toEqual(['problem.gone failing:shop/c@v1'])
  })
  it('is not over when three that are a little slower are told as one', () => {
    const little: Histogram = [
      [5, 10, 450],
      [60, 70, 150],
    ]
    const before = draftOf(
      ['x', 'y', 'z'].map((to) => call('a', 'a', to, 0)),
      everybody,
      toMs - 30 * minute,
    )
    const slow = (names: string): Seen => ({
      draft: draftOf(['x', 'y', 'z'].map((to) => call('a', 'a', to, 0, names.includes(to) ? little : fast))),
      before,
    })
    expect(told(slow('xy'), slow('xyz'))).toEqual([
      'problem.appeared slow:shop/x@v1',
      'problem.appeared slow:shop/y@v1',
      'problem.appeared slow:together',
    ])
    expect(gone(slow('xyz'), slow('xy'))).toEqual([])
    expect(gone(slow('xyz'), slow(''))).toEqual(['problem.gone slow:together'])
    expect(gone(slow('xy'), { draft: slow('').draft })).toEqual([])
  })
  it('is not over when an open breaker is told as a reason of what fails', () => {
    const open = (errors: number, breakersOpen: number): Seen => see([call('a', 'a', 'b', errors, fast, { breakersOpen })])
    expect(gone(open(0, 1), open(300, 1))).toEqual([])
    expect(gone(open(0, 1), open(0, 0))).toEqual(['problem.gone breaker:shop/a@v1>shop/b@v1:http'])
  })
  it('is not over of a proxy that does not answer any more', () => {
    const stale = member('a', { sync: [{ type: 'CDS', status: 'STALE', sentVersion: '2', ackedVersion: '1', error: null, at: toMs }] })
    const others = everybody.filter(({ id }) => id !== 'a')
    const well = [call('a2', 'a', 'b', 0)]
    const behind = see(well, [...others, stale])
    expect(told(behind, see(well, [...others, { ...stale, reading: hung('a').reading }]))).not.toContain('problem.gone behind:a')
    expect(gone(behind, see(well))).toEqual(['problem.gone behind:a'])
    expect(gone(see(well, [...others, hung('a')]), see(well))).toEqual(['problem.gone silent:a'])
  })
})
