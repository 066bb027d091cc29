import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseClusters } from './clusters'
import { parseFaults } from './faults'
import { parseRuntimePercent } from './fractional-percent'
import { type JsonObject, parseJsonObject } from './json'
import { addTcpPolicies, parsePolicies } from './policies'
import { toPercents } from './policy/to-percents'

const recorded = (file: string): string => readFileSync(new URL(`./testdata/${file}`, import.meta.url), 'utf8')
const json = (text: string): JsonObject => {
  const page = parseJsonObject(text)
  if (!page) throw new Error('no JSON object')
  return page
}

describe('routes read back', () => {
  it('are policies as the caller sees them', () => {
    expect(parsePolicies(json(recorded('frontend-v1-1.config_dump.routes.json'))).get('shop/reviews')).toEqual({
      service: 'shop/reviews',
      rules: [
        {
          name: 'default',
          backends: [
            { version: 'v1', weight: 100 },
            { version: 'v2', weight: 0 },
          ],
          retry: { attempts: 1, on: ['5xx'] },
        },
      ],
    })
    expect(parsePolicies(json(recorded('ratings-v1-1.config_dump.routes.json'))).size).toBe(0)
  })

  it('hold matches, timeouts and mirrors, and a narrowed copy in front of a rule is no rule', () => {
    const clusters = (weights: Record<string, number>): object => ({
      clusters: Object.entries(weights).map(([v, weight]) => ({ name: `shop/b|${v}`, weight })),
    })
    const routes = [
      {
        name: 'testers',
        match: {
          prefix: '/',
          headers: [
            { name: 'x-tester', string_match: { exact: 'yes' } },
            { name: ':method', string_match: { exact: 'GET' } },
            { name: 'x-a', present_match: true },
          ],
        },
        route: { weighted_clusters: clusters({ v2: 100 }) },
      },
      { name: 'exact', match: { path: '/one' }, route: { cluster: 'shop/b|v1', timeout: '0.250s' } },
      {
        name: 'default',
        match: { prefix: '/', headers: [{ name: ':path', string_match: { prefix: '/x' } }] },
        route: { weighted_clusters: clusters({ v1: 1 }) },
      },
      {
        name: 'default',
        match: { prefix: '/' },
        route: {
          weighted_clusters: clusters({ v1: 90, v2: 10 }),
          timeout: '3s',
          retry_policy: { retry_on: '5xx,connect-failure', num_retries: 2, per_try_timeout: '1s' },
          request_mirror_policies: [
            { cluster: 'shop/b|v2|mirror', runtime_fraction: { default_value: { numerator: 50000, denominator: 'MILLION' } } },
          ],
        },
      },
    ]
    const page = { configs: [{ route_config: { virtual_hosts: [{ name: 'shop/b', routes }] } }] }
    expect(parsePolicies(page).get('shop/b')?.rules).toEqual([
      {
        name: 'testers',
        match: {
          method: 'GET',
          headers: [
            { name: 'x-tester', exact: 'yes' },
            { name: 'x-a', present: true },
          ],
        },
        backends: [{ version: 'v2', weight: 100 }],
      },
      { name: 'exact', match: { path: { exact: '/one' } }, backends: [{ version: 'v1', weight: 100 }], timeout: '250ms' },
      {
        name: 'default',
        backends: [
          { version: 'v1', weight: 90 },
          { version: 'v2', weight: 10 },
        ],
        timeout: '3s',
        retry: { attempts: 2, on: ['5xx', 'connect-failure'], perTryTimeout: '1s' },
        mirror: { version: 'v2', percent: 5 },
      },
    ])
  })

  it('take the weights of a tcp service from its hosts, as the control plane shared them out', () => {
    const host = (port: number, version: string, weight: number): object => ({
      address: { socket_address: { address: '127.0.0.1', port_value: port } },
      locality: { sub_zone: version },
      weight,
    })
    const page = { cluster_statuses: [{ name: 'shop/ledger|*', host_statuses: [host(1, 'v1', 9), host(2, 'v1', 9), host(3, 'v2', 2)] }] }
    const policies = parsePolicies({})
    addTcpPolicies(policies, parseClusters(page), new Set(['shop/ledger']))
    expect(policies.get('shop/ledger')?.rules[0]?.backends).toEqual([
      { version: 'v1', weight: 90 },
      { version: 'v2', weight: 10 },
    ])
  })

  it('turn any weights into whole per cent that sum to 100', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }), (weights) => {
        fc.pre(weights.some((weight) => weight > 0))
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        const backends = toPercents(new Map(weights.map((weight, index) => [`v${index}`, weight])))
        expect(backends.reduce((sum, backend) => sum + backend.weight, 0)).toBe(100)
        for (const [index, { weight }] of backends.entries())
          expect(Math.abs(weight - (100 * (weights[index] ?? 0)) / total)).toBeLessThan(1)
      }),
    )
  })
})

describe('faults read back', () => {
  const runtime = (entries: Record<string, string>): JsonObject => ({
    entries: Object.fromEntries(Object.entries(entries).map(([key, final_value]) => [key, { final_value, layer_values: [] }])),
  })
  const debugText =
    'goo.gle/debugstr    \nfields {\n  key: "denominator"\n  value {\n    string_value: "MILLION"\n  }\n}\nfields {\n  key: "numerator"\n  value {\n    number_value: 50000\n  }\n}\n'

  it('have a gate in the routes and are harmless without a value', () => {
    const routes = json(recorded('frontend-v1-1.config_dump.routes.json'))
    const gate = { services: ['shop/reviews'], hasGate: true, delayPercent: null, bandwidthPercent: null }
    expect(parseFaults(routes, json(recorded('frontend-v1-1.runtime.json'))).get('f1')).toEqual({ ...gate, abortPercent: 0 })
    expect(parseFaults(routes, runtime({ 'outrider.fault.f1.abort': debugText })).get('f1')).toEqual({ ...gate, abortPercent: 5 })
    expect(parseFaults(routes, runtime({ 'outrider.fault.f1.abort': debugText, 'fault.http.max_active_faults': '0' })).get('f1')).toEqual({
      ...gate,
      abortPercent: 0,
    })
  })

  it('without a gate are named, so that a value left behind is seen', () => {
    expect(parseFaults({}, runtime({ 'outrider.fault.old.delay': '30' })).get('old')).toEqual({
      services: [],
      hasGate: false,
      abortPercent: null,
      delayPercent: 30,
      bandwidthPercent: null,
    })
  })

  it('are read from debug text of any layout', () => {
    expect(
      [
        debugText,
        '{ "denominator": "TEN_THOUSAND", "numerator": 250 }',
        'numerator: 1e+06 denominator: MILLION',
        'numerator: 7',
        '12.5',
        '',
      ].map(parseRuntimePercent),
    ).toEqual([5, 2.5, 100, 7, 12.5, 0])
  })
})
