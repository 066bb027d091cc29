import { describe, expect, it } from 'vitest'
import { seededRandom } from '@/lib/canary/seeded-random'
import type { Comparison, DifferenceKind } from '@/lib/mesh/comparison'
import { drawWindows, type Process, readBoth, type Windows } from '@/lib/testing/simulated-windows'
import { compareTopologies } from './compare'
import type { GraphDraft } from './graph-draft'

const hour = 3_600_000
const healthy = (index: number, change: Partial<Process> = {}): Process => ({
  from: `shop/caller-${index}`,
  to: `shop/callee-${index % 20}`,
  rps: [0.2, 2, 20, 100][index % 4] ?? 1,
  errorRatio: [0, 0.001, 0.01, 0.1][(index >> 2) % 4] ?? 0,
  slow: [0.01, 0.1, 0.5][index % 3] ?? 0,
  cluster: 1,
  ...change,
})
const mesh = (count: number, change: (index: number) => Partial<Process> = () => ({})): Process[] =>
  Array.from({ length: count }, (_, index) => healthy(index, change(index)))

function compare(now: Windows, base: Windows): Comparison {
  return compareTopologies(now.draft, base.draft, readBoth(now, base))
}
const draw = (processes: readonly Process[], seed: number, at = hour): Windows => drawWindows(processes, seededRandom(seed), at)
const edge = (comparison: Comparison, index: number) => comparison.edges.find(({ id }) => id.startsWith(`shop/caller-${index}>`))
const kinds = (comparison: Comparison, index: number): DifferenceKind[] | undefined =>
  edge(comparison, index)?.differences.map(({ kind }) => kind)
const flipped: Record<DifferenceKind, DifferenceKind> = {
  new: 'gone',
  gone: 'new',
  failing_more: 'failing_less',
  failing_less: 'failing_more',
  slower: 'faster',
  faster: 'slower',
  more: 'less',
  less: 'more',
}

describe('two windows of one process', () => {
  it('differ in nothing when they are the same window', () => {
    const window = draw(mesh(100), 1)
    const comparison = compare(window, window)
    expect(comparison.top).toEqual([])
    expect(
      [...comparison.edges, ...comparison.nodes].filter(({ presence, differences }) => presence !== 'both' || differences.length > 0),
    ).toEqual([])
    expect(comparison.gone).toEqual({ nodes: [], edges: [] })
  })

  it.each([
    ['independent errors', 1],
    ['errors and slow requests in clusters of five', 5],
  ])('rarely differ by chance: at most 5 %% of the edges, with %s', (_, cluster) => {
    const processes = mesh(120, () => ({ cluster }))
    let [found, runs, runsWithAny] = [0, 0, 0]
    for (let seed = 1; seed <= 25; seed++) {
      const comparison = compare(draw(processes, seed), draw(processes, 1000 + seed, hour / 2))
      const count = comparison.edges.filter(({ differences }) => differences.length > 0).length
      found += count
      runs++
      if (count > 0) runsWithAny++
    }
    expect(found / (runs * processes.length)).toBeLessThanOrEqual(0.05)
    // Three families of tests at 5 % each.
    expect(runsWithAny / runs).toBeLessThanOrEqual(0.2)
  })
})

describe('what has changed', () => {
  const changes: Record<number, Partial<Process>> = {
    2: { errorRatio: 0.2 },
    3: { slow: 0.6 },
    6: { rps: 40 },
    7: { rps: 30 },
    10: { errorRatio: 0 },
  }
  const before = mesh(40, (index) => (index === 10 ? { errorRatio: 0.2 } : {}))
  const after = mesh(40, (index) => changes[index] ?? {})
  const [now, base] = [draw(after, 5), draw(before, 6, hour / 2)]
  const comparison = compare(now, base)

  it('is found and named, with the test, and nothing else is', () => {
    expect(kinds(comparison, 2)).toEqual(['failing_more'])
    expect(kinds(comparison, 3)).toEqual(['slower'])
    expect(kinds(comparison, 6)).toEqual(['more'])
    expect(kinds(comparison, 7)).toEqual(['less'])
    expect(kinds(comparison, 10)).toEqual(['failing_less'])
    expect(comparison.edges.filter(({ differences }) => differences.length > 0)).toHaveLength(5)
    const [slower] = edge(comparison, 3)?.differences ?? []
    expect(slower).toMatchObject({ test: 'fisher', boundMs: 10, isDispersionMeasured: true })
    expect(slower?.now).toBeCloseTo(0.6, 1)
    expect(slower?.q).toBeGreaterThanOrEqual(slower?.p ?? 1)
    expect(comparison.top[0]).toEqual({ subject: 'edge', id: 'shop/caller-2>shop/callee-2:http', kind: 'failing_more' })
  })

  it('is mirrored when the windows are swapped', () => {
    const swapped = compare(base, now)
    const mirror = (of: Comparison) =>
      of.edges.map(({ id, differences }) => ({ id, found: differences.map(({ kind, p, q, phi }) => ({ kind, p, q, phi })) }))
    const expected = mirror(comparison).map(({ id, found }) => ({
      id,
      found: found.map((each) => ({ ...each, kind: flipped[each.kind] })),
    }))
    expect(mirror(swapped)).toEqual(expected)
  })
})

describe('where nearly everything has changed', () => {
  it('all of it is told, though how counts scatter is measured for the busiest only', () => {
    const [now, base] = [
      draw(
        mesh(600, () => ({ rps: 50, errorRatio: 0.2 })),
        1,
      ),
      draw(
        mesh(600, () => ({ rps: 50, errorRatio: 0 })),
        2,
        hour / 2,
      ),
    ]
    const found = compare(now, base).edges.map(({ differences }) => differences.find(({ kind }) => kind === 'failing_more'))
    expect(found.filter((difference) => difference !== undefined)).toHaveLength(600)
    expect(found.filter((difference) => difference?.isDispersionMeasured)).toHaveLength(500)
    expect(found.find((difference) => !difference?.isDispersionMeasured)?.phi).toBeGreaterThanOrEqual(2)
  })
})

describe('what is there in one window only', () => {
  const both = mesh(8)
  const one = healthy(2, { from: 'shop/caller-0', to: 'shop/other', rps: 20 })

  it('is new, or gone, by whoever was read in both; what is gone can be drawn', () => {
    const [more, less] = [draw([...both, one], 1), draw(both, 2, hour / 2)]
    const id = 'shop/caller-0>shop/other:http'
    const added = compare(more, less)
    expect(added.edges.find((each) => each.id === id)).toMatchObject({
      presence: 'new',
      base: null,
      differences: [{ kind: 'new', base: 0 }],
    })
    expect(added.nodes.find((each) => each.id === 'shop/other')?.presence).toBe('new')
    const removed = compare(less, more)
    expect(removed.edges.find((each) => each.id === id)).toMatchObject({
      presence: 'gone',
      now: null,
      differences: [{ kind: 'gone', now: 0 }],
    })
    expect(removed.gone.edges.map((each) => each.id)).toEqual([id])
    expect(removed.gone.nodes.map((each) => each.id)).toEqual(['shop/other'])
  })

  it('is told as seen and not called sure where a few requests could be chance', () => {
    const [more, less] = [draw([...both, { ...one, rps: 0.03 }], 1), draw(both, 2, hour / 2)]
    expect(more.draft.edges.get('shop/caller-0>shop/other:http')?.amounts?.requests).toBeGreaterThan(0)
    expect(compare(more, less).edges.find((each) => each.id === 'shop/caller-0>shop/other:http')).toMatchObject({
      presence: 'new',
      differences: [],
    })
  })

  it('is unknown where its caller was not read in the other window', () => {
    const [more, less] = [draw(both, 1), draw(both.slice(1), 2, hour / 2)]
    expect(edge(compare(more, less), 0)).toMatchObject({
      presence: 'unknown',
      unknownReason: 'no proxy of shop/caller-0 was read in the window before',
      differences: [],
    })
    expect(edge(compare(less, more), 0)).toMatchObject({
      presence: 'unknown',
      unknownReason: 'no proxy of shop/caller-0 was read in this window',
    })
  })

  it('is new together with its caller, where that one is new to those who call it', () => {
    const chain: Process[] = [one, { ...one, from: 'shop/other', to: 'shop/further' }, { ...one, from: 'shop/further', to: 'shop/last' }]
    const added = compare(draw([...both, ...chain], 1), draw(both, 2, hour / 2))
    expect(added.edges.filter(({ presence }) => presence === 'new').map(({ id }) => id)).toEqual([
      'shop/caller-0>shop/other:http',
      'shop/further>shop/last:http',
      'shop/other>shop/further:http',
    ])
  })

  it('is unknown where a proxy was lost on the way', () => {
    const [more, less] = [draw(both, 1), draw(both, 2, hour / 2)]
    const lost: GraphDraft = less.draft
    const coverage = lost.coverage.get('shop/caller-3')
    if (coverage) coverage.isFresh = false
    const amounts = lost.edges.get('shop/caller-3>shop/callee-3:http')?.amounts
    if (amounts) {
      amounts.isFresh = false
      amounts.staleProxies = ['shop/caller-3']
    }
    expect(edge(compare(more, less), 3)).toMatchObject({
      presence: 'unknown',
      unknownReason: 'no fresh window from shop/caller-3 in the window before',
    })
  })
})

describe('windows that are not alike', () => {
  it('say so', () => {
    const [more, less] = [draw(mesh(8), 1), draw(mesh(9).slice(2), 2, hour / 2)]
    expect(compare(more, less).notes).toEqual([
      'Read now and not before: shop/caller-0, shop/caller-1.',
      'Read before and not now: shop/caller-8.',
    ])
    expect(compare(more, draw(mesh(8), 2, hour - 10_000)).notes).toEqual(['The windows overlap: the same requests are in both.'])
    expect(compare(more, draw([], 2, 0)).notes).toEqual(['Nothing was read in the window before: nothing can be compared.'])
  })
})
