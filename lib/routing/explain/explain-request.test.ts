import { describe, expect, it } from 'vitest'
import type { Fault } from '@/lib/mesh/fault'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { exampleFault } from '@/lib/testing/example-mesh'
import { type ExplainInput, type ExplainQuestion, explainRequest } from './explain-request'

const versions = [{ name: 'v1' }, { name: 'v2' }]
const mesh: MeshDocument = {
  services: [
    { name: 'shop/frontend', protocol: 'http', hosts: ['frontend'], calls: ['shop/reviews'], versions },
    { name: 'shop/reviews', protocol: 'http', hosts: ['reviews', 'reviews.shop'], calls: ['shop/ratings', 'shop/ledger'], versions },
    { name: 'shop/ratings', protocol: 'http', hosts: [], versions },
    { name: 'shop/ledger', protocol: 'tcp', port: 7001, hosts: [], calls: [], versions },
  ],
  gateways: [
    {
      name: 'edge/gateway',
      routes: [
        { host: '*', path: '/', service: 'shop/frontend' },
        { host: 'api.shop', path: '/', service: 'shop/frontend' },
        { host: 'api.shop', path: '/reviews', service: 'shop/reviews' },
      ],
    },
  ],
}
const to = (version: string) => [{ version, weight: 100 }]
const halves = [
  { version: 'v1', weight: 50 },
  { version: 'v2', weight: 50 },
]
const rule = (name: string, change: Partial<Rule> = {}): Rule => ({ name, backends: to('v1'), ...change })
const reviews = (...rules: Rule[]): Policy => ({ service: 'shop/reviews', rules })

function explain(policy: Policy, question: ExplainQuestion, change: Partial<ExplainInput> = {}) {
  const input: ExplainInput = {
    mesh,
    policies: [policy],
    faults: [],
    instancesOf: () => 1,
    leasedOf: () => null,
    observedCallees: () => null,
    ...change,
  }
  return explainRequest(input, question)
}
const first = (policy: Policy, question: Partial<ExplainQuestion> = {}, faults: Fault[] = []) => {
  const known: ExplainQuestion = { service: 'shop/reviews', caller: 'shop/frontend', method: 'GET', path: '/', headers: {}, ...question }
  const [hop] = explain(policy, known, { faults }).hops
  if (!hop) throw new Error('no hop')
  return { ...hop, verdicts: hop.rules.map(({ name, verdict }) => `${name} ${verdict}`), outcome: hop.outcomes[0] }
}

describe('the rule that takes a request', () => {
  const policy = reviews(
    rule('testers', { match: { headers: [{ name: 'X-Tester', exact: 'yes' }] } }),
    rule('posts', { match: { method: 'POST', path: { prefix: '/v2/' } } }),
    rule('cart', { match: { caller: 'shop/cart' } }),
    rule('default', { backends: halves }),
  )

  it('is the first that matches, and each other says why not', () => {
    const told = first(policy, { method: 'POST', path: '/v2/x', headers: { 'x-tester': 'no' } })
    expect(told.rules).toEqual([
      { name: 'testers', verdict: 'passes', why: 'header X-Tester is no, it must be yes' },
      { name: 'posts', verdict: 'takes', why: 'the method is POST, the path /v2/x is under /v2/' },
      { name: 'cart', verdict: 'not_reached', why: 'rule posts takes it before' },
      { name: 'default', verdict: 'not_reached', why: 'rule posts takes it before' },
    ])
    expect(first(policy).rules[2]?.why).toBe('shop/frontend calls, the rule is for shop/cart')
    expect(first(policy).outcome).toMatchObject({ rule: 'default', isCertain: true, timeoutMs: 15_000, tries: 1 })
  })

  it('is told as several where the request is not wholly known', () => {
    const told = first(policy, { headers: undefined, method: undefined })
    expect(told.verdicts).toEqual(['testers may_take', 'posts passes', 'cart passes', 'default takes'])
    expect(told.outcomes.map(({ rule: name, isCertain }) => [name, isCertain])).toEqual([
      ['testers', false],
      ['default', false],
    ])
    expect(told.rules.at(-1)?.why).toBe('it takes everything, where no rule before it does')
  })

  it.each([
    [{ path: { exact: '/a' } }, { path: '/a?b=1' }, 'yes'],
    [{ path: { exact: '/a' } }, { path: '/a/' }, 'no'],
    [{ path: { regex: '/a/[0-9]+' } }, { path: '/a/12?x=1' }, 'yes'],
    [{ path: { regex: '/a' } }, { path: '/ab' }, 'no'],
    [{ path: { regex: '(?i)/A[[:alpha:]]' } }, { path: '/ab' }, 'yes'],
    [{ path: { prefix: '/a' } }, { path: '/ab' }, 'yes'],
    [{ headers: [{ name: 'x', present: false }] }, { headers: {} }, 'yes'],
    [{ headers: [{ name: 'x', present: false }] }, { headers: { x: '' } }, 'no'],
    [{ headers: [{ name: 'x', present: true }] }, { headers: { x: '' } }, 'yes'],
    [{ headers: [{ name: 'x', regex: 'a|b' }] }, { headers: { x: 'b' } }, 'yes'],
    [{ headers: [{ name: 'x', regex: 'a|b' }] }, { headers: { x: 'ab' } }, 'no'],
    [{ queryParams: [{ name: 'q', exact: '1' }] }, { path: '/?p=2&q=1&q=3' }, 'yes'],
    [{ queryParams: [{ name: 'q', exact: '3' }] }, { path: '/?p=2&q=1&q=3' }, 'no'],
    [{ queryParams: [{ name: 'q', present: true }] }, { path: '/?q' }, 'yes'],
    [{ queryParams: [{ name: 'q', present: true }] }, { path: '/' }, 'no'],
    [{ grpc: { service: 'shop.Pay', method: 'Charge' } }, { path: '/shop.Pay/Charge' }, 'yes'],
    [{ grpc: { service: 'shop.Pay' } }, { path: '/shop.Pay2/Charge' }, 'no'],
    [{ caller: 'shop/frontend@v2' }, { caller: 'shop/frontend@v2' }, 'yes'],
    [{ caller: 'shop/frontend@v2' }, { caller: 'shop/frontend@v1' }, 'no'],
    [{ caller: 'shop/frontend' }, { caller: 'shop/frontend@v1' }, 'yes'],
  ] as const)('matches %j on %j: %s', (match, question, taken) => {
    const told = first(reviews(rule('it', { match: match as Rule['match'] }), rule('default')), question as ExplainQuestion)
    expect(told.rules[0]?.verdict).toBe(taken === 'yes' ? 'takes' : 'passes')
  })

  it('may be for one version of a caller whose version was not said', () => {
    expect(first(reviews(rule('new', { match: { caller: 'shop/frontend@v2' } }), rule('default'))).verdicts).toEqual([
      'new may_take',
      'default takes',
    ])
  })
})

describe('what becomes of it', () => {
  it('are version odds, tries, deadlines, copies, limits and edits', () => {
    const { outcome } = first(
      reviews(
        rule('default', {
          backends: halves,
          timeout: '3s',
          retry: { attempts: 2, on: ['5xx'], perTryTimeout: '1s' },
          mirror: { version: 'v2', percent: 5 },
          rateLimit: { requests: 10, per: '1s' },
          stickiness: { header: 'x-user' },
          match: { path: { prefix: '/old' } },
          rewrite: { hostname: 'new.shop', path: { replacePrefixMatch: '/new' } },
        }),
      ),
      { path: '/old/a?q=1', headers: { 'x-user': '7' } },
    )
    expect(outcome).toMatchObject({ sentPath: '/new/a?q=1', sentHost: 'new.shop', tries: 3, timeoutMs: 3000 })
    expect(outcome?.sentences).toEqual([
      'It goes to v1 with 50 %, v2 with 50 %.',
      'It ends after 3 s at the latest.',
      'It is tried up to 3 times on 5xx, each at most 1 s, always on the version first drawn.',
      'Stickiness: each value of header x-user stays on one version as long as the weights stand.',
      '5 % are copied to v2; their answers are thrown away.',
      'Rate limit: 10 requests in 1s at each calling proxy; what is above gets 429.',
      'The path becomes /new/a?q=1.',
      'The host becomes new.shop.',
    ])
  })

  it('is an answer by the proxy itself, for a redirect with its location', () => {
    const redirect = rule('away', {
      backends: [],
      redirect: { hostname: 'other.shop', path: { replaceFullPath: '/home' }, statusCode: 301 },
    })
    expect(first(reviews(redirect), { path: '/x?y=1' }).outcome).toMatchObject({
      location: 'http://other.shop/home?y=1',
      status: 301,
      versions: [],
    })
    const direct = first(reviews(rule('closed', { backends: [], directResponse: { statusCode: 503, body: 'closed' } })))
    expect(direct.outcome?.sentences).toEqual(["The caller's proxy answers it with 503; no instance sees it."])
  })

  it('names the versions without an instance', () => {
    const [hop] = explain(reviews(rule('default')), { service: 'shop/reviews' }, { instancesOf: () => 0 }).hops
    expect(hop?.outcomes[0]?.sentences[1]).toBe('v1 has no instance: a request that falls on it fails with 503.')
  })

  it('shows weights that a canary holds for now in place of the rule’s', () => {
    const leased = new Map([
      ['v1', 75],
      ['v2', 25],
    ])
    const [hop] = explain(reviews(rule('default', { backends: halves })), { service: 'shop/reviews' }, { leasedOf: () => leased }).hops
    expect(hop?.outcomes[0]?.versions).toMatchObject([
      { version: 'v1', percent: 75, isLeased: true },
      { version: 'v2', percent: 25, isLeased: true },
    ])
  })
})

describe('faults on its way', () => {
  const policy = reviews(rule('default', { backends: halves }))
  const fault = (id: string, change: Parameters<typeof exampleFault>[1], at: number) => exampleFault(id, change, at)

  it('are those for its caller, its headers and its versions, the most specific first', () => {
    const faults = [
      fault('all', { service: 'shop/reviews', delay: { percent: 100, fixedDelayMs: 60 }, abort: { percent: 10, httpStatus: 503 } }, 1),
      fault('v2', { service: 'shop/reviews', version: 'v2', abort: { percent: 50, httpStatus: 500 } }, 2),
      fault('cart', { service: 'shop/reviews', caller: 'shop/cart', abort: { percent: 100 } }, 3),
      fault('else', { service: 'shop/ratings', abort: { percent: 100 } }, 4),
    ]
    expect(first(policy, {}, faults).outcome?.faults).toMatchObject([
      { id: 'v2', version: 'v2', abortPercent: 50, delayPercent: 0 },
      { id: 'all', version: 'v1', isCertain: true, abortPercent: 10, delayPercent: 100 },
      { id: 'all', version: 'v2', isCertain: true, abortPercent: 0, delayPercent: 100 },
    ])
  })

  it('may be there where the request is not wholly known', () => {
    const faults = [
      fault('testers', { service: 'shop/reviews', match: { headers: [{ name: 'x', exact: '1' }] }, abort: { percent: 100 } }, 1),
    ]
    expect(first(policy, { headers: { x: '2' } }, faults).outcome?.faults).toEqual([])
    expect(first(policy, { headers: undefined }, faults).outcome?.faults).toMatchObject([
      { id: 'testers', version: null, isCertain: false },
    ])
  })
})

describe('the way hop by hop', () => {
  const policy = reviews(rule('default', { timeout: '2s' }))

  it('finds the service by host, without port and case, and by the longest path at a gateway', () => {
    expect(explain(policy, { host: 'Reviews.Shop:80', caller: 'shop/frontend' }).service).toBe('shop/reviews')
    expect(explain(policy, { host: 'api.shop', path: '/reviews/1', caller: 'edge/gateway' }).service).toBe('shop/reviews')
    expect(explain(policy, { host: 'api.shop', path: '/x/../reviews', caller: 'edge/gateway' }).service).toBe('shop/reviews')
    expect(explain(policy, { host: 'api.shop', path: '/other', caller: 'edge/gateway' }).service).toBe('shop/frontend')
    expect(explain(policy, { host: 'any', path: '/reviews', caller: 'edge/gateway' }).service).toBe('shop/frontend')
  })

  it('says why a request reaches nobody', () => {
    expect(explain(policy, { host: 'nowhere' }).problem).toBe("no service has the host nowhere: the caller's proxy answers 404")
    expect(explain(policy, { service: 'shop/ratings', caller: 'shop/frontend' }).problem).toContain('its calls do not name it')
    expect(explain(policy, { service: 'shop/nothing' }).problem).toContain('no service shop/nothing')
    expect(explain(policy, { service: 'shop/reviews', caller: 'shop/nobody' }).problem).toContain('no service or gateway shop/nobody')
  })

  it('follows what is declared, else what was seen, and judges deadlines along it', () => {
    const told = explain(policy, { service: 'shop/frontend', caller: 'edge/gateway', path: '/' })
    expect(told.hops.map(({ depth, caller, service }) => `${depth} ${caller} > ${service}`)).toEqual([
      '0 edge/gateway > shop/frontend',
      '1 shop/frontend > shop/reviews',
      '2 shop/reviews > shop/ratings',
      '2 shop/reviews > shop/ledger',
    ])
    expect(told.notes).toEqual([
      'shop/reviews may wait 15 s for shop/ratings (rule default), but its own callers give up after 2 s.',
      'Whom shop/ratings calls is neither declared nor was it seen lately.',
    ])
    const seen = explain(policy, { service: 'shop/ratings' }, { observedCallees: () => ['shop/ledger'] })
    expect(seen.hops[1]?.why).toBe('shop/ratings was seen to call shop/ledger')
  })

  it('ends where mesh documents call in circles', () => {
    const circle: MeshDocument = {
      services: ['a', 'b'].map((name) => ({ name: `x/${name}`, protocol: 'http', hosts: [name], calls: ['x/a', 'x/b'], versions })),
      gateways: [],
    }
    expect(explain(policy, { service: 'x/a' }, { mesh: circle }).hops.map((hop) => `${hop.caller} > ${hop.service}`)).toEqual([
      'null > x/a',
      'x/a > x/a',
      'x/a > x/b',
      'x/b > x/a',
      'x/b > x/b',
    ])
  })
})
