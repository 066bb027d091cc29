import { describe, expect, it } from 'vitest'
import type { Fault } from '@/lib/mesh/fault'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { Trouble } from '@/lib/mesh/trouble'
import type { EdgeCounts, EdgeGauges, EdgeTotal, Histogram } from '@/lib/mesh/window'
import { toMs, toProxy, toTotal } from '@/lib/testing/golden-topology'
import { draftTopology } from './build'
import { compareTopologies } from './compare'
import { type DiagnoseInput, diagnose } from './diagnose'
import type { GraphDraft } from './graph-draft'

const minute = 60_000
type Call = [from: string, to: string, counts: Partial<EdgeCounts>, more?: { gauges?: Partial<EdgeGauges>; latency?: Histogram }]
const fast: Histogram = [[5, 10, 600]]

/** `shop/a@v1` calls `shop/b@v1`: the minute up to `to`. */
function totalsOf(calls: readonly Call[], to = toMs): EdgeTotal[] {
  return calls.map(([from, target, counts, { gauges = {}, latency = fast } = {}]) => {
    const [source, sourceVersion = 'v1'] = from.split('@')
    const [name, version = 'v1'] = target.split('@')
    const total = toTotal({
      proxy: from,
      from: ['service', `shop/${source}`, sourceVersion],
      to: ['service', `shop/${name}`, version],
      counts: { requests: 600, ...counts },
      gauges,
      latency,
    })
    return { ...total, firstMs: to - minute, lastMs: to }
  })
}

function draftOf(totals: readonly EdgeTotal[], to = toMs, proxies: readonly MeshProxy[] = []): GraphDraft {
  const known = [...new Set(totals.map(({ key }) => key.proxyId))].map((id) => {
    const [service, version = 'v1'] = id.split('@')
    return toProxy({ id, service: `shop/${service}`, version })
  })
  return draftTopology({
    from: to - minute,
    to,
    now: toMs,
    view: 'version',
    totals,
    mesh: { services: [], gateways: [] },
    policies: [],
    proxies: [...known.filter(({ id }) => !proxies.some((each) => each.id === id)), ...proxies],
    faults: [],
    scrapeIntervalMs: 5000,
  })
}

function run(
  calls: readonly Call[],
  more: Partial<DiagnoseInput> & { before?: readonly Call[]; proxies?: readonly MeshProxy[] } = {},
): Trouble[] {
  const totals = totalsOf(calls)
  const draft = draftOf(totals, toMs, more.proxies)
  const base = more.before && draftOf(totalsOf(more.before, toMs - 30 * minute), toMs - 30 * minute)
  const comparison = base ? compareTopologies(draft, base, () => ({ now: [], base: [] })) : null
  const nothing = { changes: [], faults: [], canaries: [], drift: [], readHour: () => [] }
  return diagnose({ draft, comparison, ...nothing, ...more })
}
const titles = (troubles: readonly Trouble[]): string[] => troubles.map(({ title }) => title)
const chain: Call[] = [
  ['gateway', 'frontend', {}],
  ['frontend', 'catalog', {}],
  ['frontend', 'reviews', {}],
  ['reviews', 'ratings', {}],
]
const withErrors = (errors: Record<string, number>): Call[] =>
  chain.map(([from, to, counts]) => [from, to, { ...counts, errors: errors[`${from}>${to}`] ?? 0 }])

describe('a healthy mesh', () => {
  it('has nothing wrong', () => {
    expect(run(chain, { before: chain })).toEqual([])
    expect(run([])).toEqual([])
  })
})

describe('failing edges', () => {
  it('are one line at the deepest callee that fails, with those above as victims', () => {
    const [line, ...rest] = run(withErrors({ 'reviews>ratings': 180, 'frontend>reviews': 180, 'gateway>frontend': 180 }))
    expect(rest).toEqual([])
    expect(line).toMatchObject({ id: 'failing:shop/ratings@v1', severity: 'failing', title: 'shop/ratings@v1 fails 30 % of its requests' })
    expect(line?.reasons).toEqual([
      '180 of 600 requests failed in the last 60 s, called by shop/reviews@v1',
      '2 edges above fail with it; nothing it calls fails',
    ])
    expect(line?.victims).toEqual(['shop/frontend@v1>shop/reviews@v1:http', 'shop/gateway@v1>shop/frontend@v1:http'])
  })
  it('stay two lines where two callees fail by themselves, the worse first', () => {
    const lines = run(withErrors({ 'reviews>ratings': 30, 'frontend>reviews': 30, 'frontend>catalog': 300, 'gateway>frontend': 330 }))
    expect(titles(lines)).toEqual(['shop/catalog@v1 fails 50 % of its requests', 'shop/ratings@v1 fails 5 % of its requests'])
  })
  it('are of the caller where what it calls explains less than half of what it fails', () => {
    const lines = run(withErrors({ 'reviews>ratings': 30, 'frontend>reviews': 300, 'gateway>frontend': 300 }))
    expect(titles(lines)[0]).toBe('shop/reviews@v1 fails 50 % of its requests')
    expect(lines[0]?.reasons).toContain('1 edge above fails with it; what it calls explains up to 10 % of it')
  })
  it('never say that nothing they call fails where it does, also in a ring', () => {
    const ring: Call[] = [
      ['a', 'b', { errors: 300 }],
      ['b', 'a', { errors: 200 }],
    ]
    const half: Call[] = [
      ['a', 'b', { errors: 300 }],
      ['b', 'c', { errors: 140 }],
    ]
    const reasonsOf = (calls: readonly Call[], id: string) => run(calls).find((line) => line.id === id)?.reasons
    expect(reasonsOf(half, 'failing:shop/b@v1')).toContain('what it calls explains up to 46.7 % of it')
    expect(reasonsOf(half, 'failing:shop/c@v1')?.join()).toContain('nothing it calls fails')
    expect(
      run(ring)
        .flatMap(({ reasons }) => reasons)
        .join(),
    ).not.toContain('nothing it calls fails')
    expect(reasonsOf(ring, 'failing:shop/b@v1')?.join()).toContain('what it calls explains up to 66.7 % of it')
  })
  it('name the version where another one does well', () => {
    const calls: Call[] = [...withErrors({}), ['frontend', 'reviews@v2', { requests: 100, errors: 40 }]]
    const [line] = run(calls)
    expect(line?.title).toBe('shop/reviews@v2 fails 40 % of its requests')
    expect(line?.reasons).toContain('v1 of the same service answers well: it is this version')
  })
  it('say that the application is down where its own proxy cannot reach it', () => {
    const totals = totalsOf([['reviews', 'ratings', { errors: 600 }]])
    const own = toTotal({
      proxy: 'ratings',
      side: 'server',
      from: ['unknown', 'unknown'],
      to: ['service', 'shop/ratings', 'v1'],
      counts: { requests: 600, errors: 600, connectFailures: 600 },
    })
    const [line] = diagnose({
      draft: draftOf([...totals, own]),
      comparison: null,
      changes: [],
      faults: [],
      canaries: [],
      drift: [],
      readHour: () => [],
    })
    expect(line?.title).toBe('shop/ratings@v1 is down: its application refuses connections')
    expect(line?.reasons).toContain('its proxies answer, but the application behind them refused 600 connections: it is down')
  })
  it('end at a tcp service whose application is down, though its callers see connections that only end early', () => {
    const totals = totalsOf([
      ['frontend', 'checkout', { errors: 590 }],
      ['checkout', 'ledger', { requests: 0, connections: 600 }],
    ]).map((total) => (total.key.target.service === 'shop/ledger' ? { ...total, key: { ...total.key, protocol: 'tcp' as const } } : total))
    const own = toTotal({
      proxy: 'ledger',
      side: 'server',
      protocol: 'tcp',
      from: ['unknown', 'unknown'],
      to: ['service', 'shop/ledger', 'v1'],
      counts: { connections: 600, connectFailures: 598 },
    })
    const nothing = { comparison: null, changes: [], faults: [], canaries: [], drift: [], readHour: () => [] }
    const [line, ...rest] = diagnose({ draft: draftOf([...totals, own]), ...nothing })
    expect(rest).toEqual([])
    expect(line).toMatchObject({ title: 'shop/ledger@v1 is down: its application refuses connections', severity: 'failing' })
    expect(line?.victims).toEqual(['shop/frontend@v1>shop/checkout@v1:http'])
  })
  it('take an open breaker and an ejection as their consequence, not as lines of their own', () => {
    const [line, ...rest] = run([['reviews', 'ratings', { errors: 300 }, { gauges: { breakersOpen: 1, ejected: 1 } }]])
    expect(rest).toEqual([])
    expect(line?.reasons).toEqual(
      expect.arrayContaining(['1 instance of it ejected by outlier detection', 'the circuit breaker of shop/reviews@v1 to it is open']),
    )
    const alone = run([['reviews', 'ratings', { overflows: 7 }, { gauges: { breakersOpen: 1 } }]])
    expect(titles(alone)).toEqual(['The circuit breaker of shop/reviews@v1 to shop/ratings@v1 is open'])
    expect(alone[0]?.reasons[0]).toContain('7 requests refused by it')
  })
  it('are told of a node though each of its callers sees too few of them', () => {
    const few: Call[] = ['a', 'b', 'c'].map((caller) => [caller, 'ratings', { requests: 60, errors: 2 }])
    const [line, ...rest] = run(few)
    expect(rest).toEqual([])
    expect(line).toMatchObject({
      id: 'failing:shop/ratings@v1',
      severity: 'degraded',
      reasons: ['6 of 180 failed, a few of each of its 3 callers'],
    })
  })
  it('end in a ring of services at the edge that hurts most', () => {
    const ring: Call[] = [
      ['a', 'b', { errors: 300 }],
      ['b', 'c', { errors: 310 }],
      ['c', 'a', { errors: 300 }],
    ]
    expect(titles(run(ring))).toEqual(['shop/c@v1 fails 51.7 % of its requests'])
    expect(titles(run([...ring, ['x', 'y', { errors: 500 }]])).sort()).toEqual([
      'shop/c@v1 fails 51.7 % of its requests',
      'shop/y@v1 fails 83.3 % of its requests',
    ])
  })
})

describe('a node whose proxy keeps silent', () => {
  it('comes before all that fails because of it', () => {
    const silent = toProxy({
      id: 'ratings',
      service: 'shop/ratings',
      version: 'v1',
      reading: {
        lastAnswerAt: toMs - minute,
        missedRounds: 5,
        problem: { kind: 'unreachable', message: 'connection refused', at: toMs },
        sweepMs: 1,
        sweepBytes: 1,
      },
    })
    const lines = run(withErrors({ 'reviews>ratings': 600, 'frontend>reviews': 600 }), { proxies: [silent] })
    expect(titles(lines)).toEqual(['shop/ratings@v1: its only proxy does not answer'])
    expect(lines[0]?.reasons).toEqual(['ratings: connection refused', 'calls of shop/reviews@v1 to it fail'])
  })
})

describe('slow edges', () => {
  const slow: Histogram = [[300, 400, 600]]
  const calls = (latency: Record<string, Histogram>): Call[] =>
    chain.map(([from, to, counts]) => [from, to, counts, { latency: latency[`${from}>${to}`] ?? fast }])
  it('are one line at the deepest callee that is slower than in the hour before', () => {
    const now = calls({ 'reviews>ratings': slow, 'frontend>reviews': slow, 'gateway>frontend': slow })
    const [line, ...rest] = run(now, { before: chain })
    expect(rest).toEqual([])
    expect(line).toMatchObject({ id: 'slow:shop/ratings@v1', title: 'shop/ratings@v1 is slower than it was' })
    expect(line?.reasons).toEqual([
      '100 % of requests from shop/reviews@v1 take over 10 ms, none did in the hour before',
      '2 edges above wait for it; nothing it calls is slower',
    ])
  })
  it('are one line where several are a little slower at once, beside the one that is much slower', () => {
    const little: Histogram = [
      [5, 10, 450],
      [60, 70, 150],
    ]
    const many: Call[] = ['a', 'b', 'c', 'd'].map((name) => ['frontend', name, {}])
    const now: Call[] = many.map(([from, to, counts]) => [from, to, counts, { latency: to === 'd' ? slow : little }])
    expect(titles(run(now, { before: many }))).toEqual(['shop/d@v1 is slower than it was', '3 services are somewhat slower at once'])
    expect(titles(run(now.slice(0, 2), { before: many.slice(0, 2) }))).toHaveLength(2)
  })
  it('are not told without an hour before, nor when it was always so', () => {
    const now = calls({ 'reviews>ratings': slow })
    expect(run(now)).toEqual([])
    expect(run(now, { before: now })).toEqual([])
  })
})

describe('what came just before', () => {
  const failing = withErrors({ 'reviews>ratings': 180, 'frontend>reviews': 180 })
  /** Ten minutes, of which the last four fail. */
  const readHour = () => Array.from({ length: 10 }, (_, index) => totalsOf(index < 6 ? chain : failing, toMs - (9 - index) * minute))
  const began = toMs - 4 * minute
  const change = (id: string, service: string, at: number) => ({ id, service, sentence: `edit ${id}`, at, state: 'in_force' as const })

  it('is found by when the trouble began: the service’s own change first, none that is too old or came later', () => {
    const changes = [
      change('later', 'shop/ratings', began + 3 * minute),
      change('other', 'shop/catalog', began - minute),
      change('own', 'shop/ratings', began - 2 * minute),
      change('old', 'shop/ratings', began - 30 * minute),
    ]
    const [line] = run(failing, { changes, readHour })
    expect(line?.since).toBe(began)
    expect(line?.causes).toMatchObject([
      { kind: 'change', id: 'own', secondsBefore: 120 },
      { kind: 'change', id: 'other', secondsBefore: 60 },
    ])
  })
  it('is not guessed where it was so for the whole hour', () => {
    const [line] = run(failing, { changes: [change('own', 'shop/ratings', began)], readHour: () => [totalsOf(failing), totalsOf(failing)] })
    expect(line).toMatchObject({ since: null, causes: [] })
  })
  it('is a fault that is injected there', () => {
    const fault = {
      id: 'f1',
      service: 'shop/ratings',
      state: 'injecting',
      at: began,
      abort: { percent: 30, httpStatus: 503 },
      durationSeconds: 600,
      reason: 'try',
    }
    // Nothing else of a fault is looked at.
    const [line] = run(failing, { faults: [fault as unknown as Fault] })
    expect(line?.causes).toMatchObject([{ kind: 'fault', id: 'f1', secondsBefore: null }])
  })
})

describe('what stands by itself', () => {
  const day = 86_400_000
  const proxy = (id: string, more: Partial<MeshProxy>) => toProxy({ id, service: `shop/${id}`, version: 'v1', ...more })
  const certificate = (days: number) => [
    { path: `/certs/${days}.pem`, serial: '1', subjectAltNames: [], daysUntilExpiration: days, expiresAt: toMs + days * day },
  ]

  it('is ordered by how likely it hurts: refusal, certificate that ends this week, laggard, drift, certificate that ends this month', () => {
    const sync = (status: 'NACKED' | 'STALE') => [
      {
        type: 'RDS' as const,
        status,
        sentVersion: '2',
        ackedVersion: '1',
        error: status === 'NACKED' ? 'no such cluster' : null,
        at: toMs,
      },
    ]
    const lines = run([], {
      proxies: [
        proxy('a', { certificates: certificate(20) }),
        proxy('b', { certificates: certificate(3) }),
        proxy('c', { sync: sync('NACKED') }),
        proxy('d', { sync: sync('STALE') }),
        proxy('e', { certificates: certificate(300) }),
      ],
      drift: [{ id: 'd1', proxyId: 'e', service: 'shop/e', sentence: 'e routes otherwise', since: toMs }],
    })
    expect(titles(lines)).toEqual([
      'c refuses its configuration',
      'A certificate of b expires in 3 days',
      'd is behind',
      'e routes otherwise',
      'A certificate of a expires in 20 days',
    ])
    expect(lines[0]?.reasons).toEqual(['RDS: no such cluster'])
  })
})
