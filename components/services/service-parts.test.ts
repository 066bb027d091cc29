import { describe, expect, it } from 'vitest'
import type { ServiceDetail } from '@/lib/api/services'
import { answerRows, flagRows } from './answer-rows'
import { resilienceRows } from './resilience-rows'
import { differenceWords } from './version-differences'

type Traffic = NonNullable<ServiceDetail['traffic']>
const zero = {
  requests: 0,
  ok: 0,
  clientErrors: 0,
  errors: 0,
  attempts: 0,
  retries: 0,
  timeouts: 0,
  overflows: 0,
  connections: 0,
  connectFailures: 0,
  abortsInjected: 0,
  delaysInjected: 0,
}
const traffic = (counts: Partial<Traffic['counts']>): Traffic => ({
  side: 'client',
  proxies: 1,
  counts: { ...zero, ...counts },
  perSecond: {
    ...zero,
    ...Object.fromEntries(Object.entries(counts).map(([key, value]) => [key, value === null ? null : (value ?? 0) / 60])),
  },
  withoutStatus: { count: 0, perSecond: 0 },
  now: { pending: 6, active: 200, connections: 50, breakersOpen: 0, ejected: 1, most: { pending: 3, active: 20, connections: 5 } },
})
/** As where no caller has a proxy. */
const counted = (counts: Partial<Traffic['counts']>): Traffic => {
  const seen = traffic({ ...counts, retries: null, timeouts: null, overflows: null, abortsInjected: null, delaysInjected: null })
  return { ...seen, side: 'server', now: { pending: null, active: 4, connections: 5, breakersOpen: null, ejected: null, most: null } }
}
const rule = (change: object = {}) => ({ name: 'default', backends: [{ version: 'v1', weight: 100 }], ...change })
const rows = (policy: object, seen: Traffic | null) =>
  Object.fromEntries(
    resilienceRows({
      policy: { policy: { service: 'shop/catalog', rules: [rule()], ...policy }, revision: 1, overlays: [], capabilities: [] },
      traffic: seen,
      protocol: 'http',
    }).map((row) => [row.what, row]),
  )

describe('configured and observed', () => {
  it('stand side by side, with the rate and the share that hit a timeout', () => {
    const { Timeout, Retries } = rows(
      { rules: [rule({ timeout: '2s', retry: { attempts: 2, on: ['5xx', 'reset'] } })] },
      traffic({ requests: 6000, timeouts: 18, retries: 0 }),
    )
    expect(Timeout).toEqual({ what: 'Timeout', configured: '2s', observed: '0.3 per second hit it, 0.3 % of requests', isHit: true })
    expect(Retries).toMatchObject({ configured: '2 retries on 5xx, reset', observed: 'none tried again', isHit: false })
  })

  it('say what Envoy does where nothing is set, and whose value is whose where rules differ', () => {
    expect(rows({}, traffic({ requests: 1 })).Timeout?.configured).toBe('15 s, Envoy’s own')
    expect(rows({ rules: [rule({ name: 'slow', timeout: '9s' }), rule()] }, null).Timeout?.configured).toBe(
      'slow: 9s; default: 15 s, Envoy’s own',
    )
    expect(rows({ destination: { circuitBreaker: { maxPendingRequests: 64 } } }, traffic({}))['Requests waiting']).toMatchObject({
      configured: '64',
      observed: 'at most 3 waiting now at one caller’s proxy; none refused by a limit',
    })
  })

  it('set a limit of each caller beside what one caller has under way, not beside the sum', () => {
    expect(rows({ destination: { circuitBreaker: { maxRequests: 50 } } }, traffic({}))['Requests at once']).toMatchObject({
      configured: '50',
      observed: 'at most 20 under way now at one caller’s proxy',
    })
  })

  it('say that nobody knows what callers did, where only its own proxies count', () => {
    const { Timeout, Retries, Connections, ...rest } = rows({}, counted({ requests: 600 }))
    for (const row of [Timeout, Retries, Connections, rest['Circuit breaker'], rest.Ejection, rest['Requests waiting']])
      expect(row?.observed).toBe('not known: no caller’s proxy counts it')
    expect(flagRows(counted({ requests: 600 }), 'http').find(({ flag }) => flag === 'UT')?.count).toBeNull()
  })

  it('never call unknown zero', () => {
    for (const row of Object.values(rows({}, null))) expect(row.observed).toBe('–')
    expect(rows({ rules: [rule({ rateLimit: { requests: 5, per: '1s' } })] }, traffic({}))['Rate limit']?.observed).toContain('not known')
  })
})

describe('answers', () => {
  it('sum up to all requests', () => {
    const of = answerRows(traffic({ requests: 100, ok: 90, clientErrors: 4, errors: 3 }), 'http')
    expect(of.map(({ name, count }) => [name, count])).toEqual([
      ['2xx', 90],
      ['4xx', 4],
      ['5xx', 3],
      ['other', 3],
    ])
    expect(answerRows(traffic({ requests: 100, errors: 3, ok: 100 }), 'grpc').map(({ count }) => count)).toEqual([97, 3])
  })
  it('of gRPC without a status have neither succeeded nor failed', () => {
    const names = (seen: Traffic) => answerRows(seen, 'grpc').map(({ name, count }) => [name, count])
    const none = { count: 600, perSecond: 10 }
    expect(names({ ...traffic({ requests: 600, errors: null }), withoutStatus: none })).toEqual([['not known', 600]])
    expect(names({ ...traffic({ requests: 700, errors: 30 }), withoutStatus: none })).toEqual([
      ['succeeded', 70],
      ['failed', 30],
      ['not known', 600],
    ])
  })
  it('have the flags that a counter tells of, in words', () => {
    expect(flagRows(traffic({ timeouts: 2 }), 'http').filter(({ count }) => count !== null && count > 0)).toMatchObject([
      { flag: 'UT', words: 'no answer within the timeout' },
    ])
    expect(flagRows(traffic({}), 'tcp').map(({ flag }) => flag)).toEqual(['UF', 'UO'])
  })
})

it('a difference of versions says both values and how sure it is', () => {
  const difference = {
    kind: 'slower',
    test: 'fisher',
    p: 1e-9,
    q: 1e-8,
    phi: 1.23,
    isDispersionMeasured: true,
    now: 0.5,
    base: 0,
    boundMs: 50,
    perSecond: 1,
  } as const
  expect(differenceWords(difference)).toBe('slower: 50 % against 0 % take over 50 ms (q < 0.001, exact test, counts scatter 1.2-fold)')
})
