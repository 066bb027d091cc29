import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FindEdge, FindNode } from './find-fields'
import { matchFind } from './match-find'
import { parseFind } from './parse-find'

function node(id: string, more: Partial<FindNode> = {}): FindNode {
  const [namespace = '', rest = id] = id.split('/')
  return {
    id,
    kind: 'service',
    namespace,
    name: rest.split('@')[0] ?? rest,
    protocol: 'http',
    health: 'healthy',
    proxies: { total: 2, answering: 2, inSync: 2 },
    inbound: { requestsPerSecond: 10, errorRatio: 0, latencyMs: { p50: 5, p95: 20, p99: 40 } },
    badges: [],
    ...more,
  }
}
function edge(source: string, target: string, more: Partial<FindEdge> = {}): FindEdge {
  return {
    id: `${source}>${target}:http`,
    source,
    target,
    protocol: 'http',
    health: 'healthy',
    origin: 'declared',
    requestsPerSecond: 10,
    errorRatio: 0,
    latencyMs: null,
    retriesPerSecond: 0,
    timeoutsPerSecond: 0,
    injectedPerSecond: 0,
    mtlsRatio: null,
    ...more,
  }
}
const graph = {
  nodes: [
    node('edge/gateway', { kind: 'gateway' }),
    node('shop/frontend'),
    node('shop/cart', {
      inbound: { requestsPerSecond: 200, errorRatio: 0.02, latencyMs: { p50: 5, p95: 600, p99: 900 } },
      health: 'degraded',
    }),
    node('shop/reviews@v2', {
      kind: 'version',
      version: 'v2',
      badges: [{ kind: 'fault', text: '' }],
      proxies: { total: 2, answering: 2, inSync: 1 },
    }),
    node('pay/bank', { inbound: { requestsPerSecond: null, errorRatio: null, latencyMs: null }, health: 'unknown' }),
  ],
  edges: [
    edge('edge/gateway', 'shop/frontend'),
    edge('shop/frontend', 'shop/cart', { errorRatio: 0.02, health: 'degraded' }),
    edge('shop/frontend', 'shop/reviews@v2', { injectedPerSecond: 3 }),
    edge('shop/cart', 'pay/bank', { origin: 'inferred', mtlsRatio: 0.5 }),
  ],
}
function find(text: string): string[] {
  const parsed = parseFind(text)
  if (!parsed.ok) throw new Error(`${parsed.message} at ${parsed.at}`)
  if (!parsed.expression) return []
  const { nodes, edges } = matchFind(parsed.expression, graph)
  return [...nodes, ...[...edges].map((id) => id.replace(/:http$/, ''))]
}
const problem = (text: string) => {
  const parsed = parseFind(text)
  return parsed.ok ? null : parsed
}

describe('find', () => {
  it('takes parts of names, healths and both together', () => {
    expect(find('cart')).toEqual(['shop/cart'])
    expect(find('SHOP healthy')).toEqual(['shop/frontend', 'shop/reviews@v2'])
    expect(find('shop/*')).toEqual(['shop/frontend', 'shop/cart', 'shop/reviews@v2'])
    expect(find('  ')).toEqual([])
  })
  it('compares numbers with their units, and what is unknown fits nothing', () => {
    expect(find('errors > 1%')).toEqual(['shop/cart', 'shop/frontend>shop/cart'])
    expect(find('p95 >= 0.5s')).toEqual(['shop/cart'])
    expect(find('rps > 0.1k')).toEqual(['shop/cart'])
    expect(find('ns = pay and errors <= 100%')).toEqual([])
    expect(find('insync < 100%')).toEqual(['shop/reviews@v2'])
  })
  it('counts an interval of latency as its lower end', () => {
    const wide = {
      ...node('a/b'),
      inbound: {
        requestsPerSecond: 1,
        errorRatio: 0,
        latencyMs: null,
        latencyBoundsMs: { p50: [0, 5], p95: [250, 500], p99: [250, null] },
      },
    } as FindNode
    const parsed = parseFind('p95 > 240ms and not p95 > 260ms')
    expect(parsed.ok && parsed.expression && matchFind(parsed.expression, { nodes: [wide], edges: [] }).nodes.size).toBe(1)
  })
  it('looks at words by =, != and ~, with * and patterns', () => {
    expect(find('health != healthy and ns = shop')).toEqual(['shop/cart'])
    expect(find('kind = gateway or version = v2')).toEqual(['edge/gateway', 'shop/reviews@v2'])
    expect(find('name ~ /^(ca|re)/')).toEqual(['shop/cart', 'shop/reviews@v2'])
    expect(find('id !~ shop')).toEqual(['edge/gateway', 'pay/bank'])
    expect(find('origin = inferred')).toEqual(['shop/cart>pay/bank'])
    expect(find('mtls < 100%')).toEqual(['shop/cart>pay/bank'])
  })
  it('follows calls: callers, callees, and all that leads from or to a service', () => {
    expect(find('errors > 1% and caller:shop/*')).toEqual(['shop/cart', 'shop/frontend>shop/cart'])
    expect(find('callee = pay/bank and health = degraded')).toEqual(['shop/cart'])
    expect(find('from(shop/cart)')).toEqual(['shop/cart', 'pay/bank', 'shop/cart>pay/bank'])
    expect(find('to(shop/reviews) and kind != gateway')).toEqual(['shop/frontend', 'shop/reviews@v2'])
    expect(find('has fault')).toEqual(['shop/reviews@v2', 'shop/frontend>shop/reviews@v2'])
  })
  it('looks at labels by their name, and what has none is not that', () => {
    const labelled = {
      nodes: [node('a/x', { labels: { team: 'Pay' } }), node('a/y', { labels: { team: 'shop', tier: '1' } }), node('a/z')],
      edges: [edge('a/x', 'a/y')],
    }
    const ids = (text: string) => {
      const parsed = parseFind(text)
      if (!parsed.ok || !parsed.expression) throw new Error(text)
      const { nodes, edges } = matchFind(parsed.expression, labelled)
      return [...nodes, ...edges]
    }
    expect(ids('label.team = pay')).toEqual(['a/x'])
    expect(ids('label.team:pay')).toEqual(['a/x'])
    expect(ids('label.TEAM ~ /^(pay|shop)$/')).toEqual(['a/x', 'a/y'])
    expect(ids('label.team != pay')).toEqual(['a/y', 'a/z'])
    expect(ids('label.tier = *')).toEqual(['a/y'])
    expect(problem('label.team > 3')?.message).toBe('label.team is a word: use =, !=, ~ or !~')
    expect(problem('label. = x')?.message).toMatch(/^there is no “label.”/)
  })
  it('marks every way from one service to another: what is reached from the one and leads to the other', () => {
    expect(find('from(edge/gateway) to(pay/bank)')).toEqual([
      'edge/gateway',
      'shop/frontend',
      'shop/cart',
      'pay/bank',
      'edge/gateway>shop/frontend',
      'shop/frontend>shop/cart',
      'shop/cart>pay/bank',
    ])
    expect(find('from(pay/bank) to(edge/gateway)')).toEqual([])
  })
  it('binds not before and before or, as parentheses would say', () => {
    expect(find('not shop and not edge or cart')).toEqual(find('((not shop) and (not edge)) or cart'))
    expect(find('cart or shop and gateway')).toEqual(find('cart or (shop and gateway)'))
    expect(find('(cart or gateway) edge')).toEqual(['edge/gateway'])
    const word = fc.constantFrom('cart', 'shop', 'degraded', 'kind = gateway', 'not edge')
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(find(`${a} or ${b} and ${c}`)).toEqual(find(`(${a}) or ((${b}) and (${c}))`))
        expect(find(`not (${a} or ${b}) and name ~ a`)).toEqual(find(`not (${a}) and not (${b}) and name ~ a`))
      }),
    )
  })
  it('says what is wrong and where', () => {
    expect(problem('errors > 1')).toEqual({ ok: false, message: 'errors is compared with e.g. 1%', at: 9 })
    expect(problem('cart and')).toMatchObject({ message: 'a name or a comparison is missing at the end', at: 8 })
    expect(problem('(cart')).toMatchObject({ message: 'this ( is not closed', at: 0 })
    expect(problem('cart)')).toMatchObject({ message: '“)” closes nothing', at: 4 })
    expect(problem('labels = x')?.message).toMatch(/^there is no “labels”/)
    expect(problem('health > 3')?.message).toBe('health is a word: use =, !=, ~ or !~')
    expect(problem('has policy')?.message).toMatch(/^it can have fault/)
    expect(problem('name ~ /(/')).toMatchObject({ at: 8 })
    expect(problem('> 3')).toMatchObject({ at: 0 })
  })
  it('ends with an answer or an error on any text, soon', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void parseFind(text)))
    const deep = `${'('.repeat(900)}a${')'.repeat(900)}`
    expect(parseFind(deep).ok).toBe(true)
  })
})
