import { describe, expect, it } from 'vitest'
import { parseWeights } from './weights'

const route = (name: string, v1: number, v2: number) => ({
  name,
  match: { prefix: '/' },
  route: {
    weighted_clusters: {
      runtime_key_prefix: `outrider.weights.shop.reviews.${name}`,
      clusters: [
        { name: 'shop/reviews|v1', weight: v1 },
        { name: 'shop/reviews|v2', weight: v2 },
      ],
    },
  },
})
const routes = (...list: object[]) => ({
  configs: [{ route_config: { virtual_hosts: [{ name: 'shop/reviews', routes: list }] } }],
})
const runtime = (values: Record<string, string>) => ({
  entries: Object.fromEntries(Object.entries(values).map(([key, final_value]) => [key, { layer_values: ['', final_value], final_value }])),
})
const key = (version: string, rule = 'default') => `outrider.weights.shop.reviews.${rule}.shop/reviews|${version}`
const weights = (...args: Parameters<typeof parseWeights>) => parseWeights(...args).get('shop/reviews')

describe('the weights a proxy splits by', () => {
  it('are the route’s own where the runtime holds nothing', () => {
    expect(weights(routes(route('default', 100, 0)), {})).toEqual([
      {
        rule: 'default',
        backends: [
          { version: 'v1', weight: 100 },
          { version: 'v2', weight: 0 },
        ],
      },
    ])
  })

  it('are the leased ones where it does, key by key', () => {
    const leased = runtime({ [key('v1')]: '90', [key('v2')]: '10', [key('v1', 'other')]: '1' })
    expect(weights(routes(route('default', 100, 0)), leased)?.[0]?.backends.map(({ weight }) => weight)).toEqual([90, 10])
  })

  it('are not taken from a value that is no whole number, as Envoy does not take it either', () => {
    expect(weights(routes(route('default', 100, 0)), runtime({ [key('v2')]: 'ten' }))?.[0]?.backends[1]?.weight).toBe(0)
  })

  it('are told route by route, copies of a rule included', () => {
    expect(weights(routes(route('a', 50, 50), route('a', 100, 0), route('default', 100, 0)), {})?.map(({ rule }) => rule)).toEqual([
      'a',
      'a',
      'default',
    ])
  })

  it('tell a mirror that a lease can open, with the share in force, and the last header asked for', () => {
    const key = 'outrider.mirrors.shop.reviews.default'
    const base = route('default', 100, 0)
    const mirroring = (runtime_key: string) => ({
      ...base,
      match: { prefix: '/', headers: [{ name: 'x-tester', string_match: { exact: 'yes' } }] },
      route: {
        ...base.route,
        request_mirror_policies: [
          { cluster: 'shop/reviews|v2|mirror', runtime_fraction: { default_value: { denominator: 'MILLION' }, runtime_key } },
        ],
      },
    })
    const leased = runtime({
      [key]: 'goo.gle/debugstr  fields { key: "numerator" value { number_value: 250000 } } string_value: "MILLION"',
    })
    const found = weights(routes(mirroring(key)), leased)?.[0]
    expect(found).toMatchObject({ mirror: { version: 'v2', percent: 25 }, lastHeader: { name: 'x-tester', exact: 'yes' } })
    expect(weights(routes(mirroring(key)), {})?.[0]?.mirror).toEqual({ version: 'v2', percent: 0 })
    expect(weights(routes(mirroring('')), leased)?.[0]).not.toHaveProperty('mirror')
  })
})
