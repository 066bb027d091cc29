import { describe, expect, it } from 'vitest'
import type { MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { checkPolicy } from './check-policy'
import { initialPolicy } from './initial-policy'
import { parseDurationMs } from './parse-duration'

const reviews: ServiceSpec = { name: 'shop/reviews', protocol: 'http', hosts: [], versions: [{ name: 'v1' }, { name: 'v2' }] }
const ledger: ServiceSpec = { name: 'shop/ledger', protocol: 'tcp', hosts: [], versions: [{ name: 'v1' }, { name: 'v2' }] }
const pay: ServiceSpec = { ...reviews, name: 'shop/pay', protocol: 'grpc' }
const mesh: MeshDocument = { services: [reviews, ledger, pay], gateways: [{ name: 'edge/gateway', routes: [] }] }

const rule = (change: Partial<Rule> = {}): Rule => ({
  name: 'default',
  backends: [
    { version: 'v1', weight: 90 },
    { version: 'v2', weight: 10 },
  ],
  ...change,
})
function paths(policy: Policy, service: ServiceSpec | undefined = reviews): string[] {
  const check = checkPolicy(policy, { service, mesh })
  return check.ok ? [] : check.problems.map((problem) => problem.path)
}
const pathsOf = (...rules: Rule[]): string[] => paths({ service: 'shop/reviews', rules })

describe('checking a policy', () => {
  it('lets the initial policy and a full one through', () => {
    expect(paths(initialPolicy(reviews))).toEqual([])
    expect(initialPolicy(reviews).rules[0]?.backends.map((backend) => backend.weight)).toEqual([100, 0])
    const testers = rule({
      name: 'testers',
      match: { headers: [{ name: 'x-tester', exact: 'yes' }], path: { prefix: '/' }, caller: 'edge/gateway' },
    })
    expect(
      pathsOf(
        testers,
        rule({
          timeout: '3s',
          retry: { attempts: 2, on: ['5xx', 'connect-failure'], perTryTimeout: '1s' },
          mirror: { version: 'v2', percent: 5 },
        }),
      ),
    ).toEqual([])
  })
  it('refuses weights that do not sum to 100, are negative or broken, and says what they sum to', () => {
    const check = checkPolicy(
      {
        service: 'shop/reviews',
        rules: [
          rule({
            backends: [
              { version: 'v1', weight: 90 },
              { version: 'v2', weight: 20 },
            ],
          }),
        ],
      },
      { service: reviews, mesh },
    )
    expect(check).toEqual({
      ok: false,
      problems: [
        { path: 'rules[0].backends', message: 'the weights of rule default sum to 110, not 100', fix: 'make the weights sum to 100' },
      ],
    })
    expect(
      pathsOf(
        rule({
          backends: [
            { version: 'v1', weight: 110 },
            { version: 'v2', weight: -10 },
          ],
        }),
      ),
    ).toEqual(['rules[0].backends[0].weight', 'rules[0].backends[1].weight'])
    expect(
      pathsOf(
        rule({
          backends: [
            { version: 'v1', weight: 99.5 },
            { version: 'v2', weight: 0.5 },
          ],
        }),
      ),
    ).toHaveLength(2)
  })
  it('refuses a version, service or caller that does not exist', () => {
    expect(pathsOf(rule({ backends: [{ version: 'v9', weight: 100 }] }))).toEqual(['rules[0].backends[0].version'])
    expect(pathsOf(rule({ mirror: { version: 'v9', percent: 5 } }))).toEqual(['rules[0].mirror.version'])
    expect(checkPolicy({ service: 'shop/nothing', rules: [] }, { service: undefined, mesh })).toMatchObject({
      ok: false,
      problems: [{ path: 'service' }],
    })
    expect(pathsOf(rule({ name: 'a', match: { caller: 'shop/nobody' } }), rule())).toEqual(['rules[0].match.caller'])
  })
  it('refuses rules that leave requests without a rule, cannot be reached or share a name', () => {
    expect(pathsOf(rule({ match: { method: 'GET' } }))).toEqual(['rules[0].match'])
    expect(pathsOf(rule({ name: 'a' }), rule())).toEqual(['rules[0].match'])
    expect(pathsOf(rule({ match: { method: 'GET' } }), rule())).toEqual(['rules[1].name'])
    expect(pathsOf()).toEqual(['rules'])
  })
  it('refuses durations and retry conditions it does not know', () => {
    expect(pathsOf(rule({ timeout: '3 seconds' }))).toEqual(['rules[0].timeout'])
    expect(pathsOf(rule({ timeout: '1s', retry: { attempts: 1, on: ['5xx'], perTryTimeout: '2s' } }))).toEqual([
      'rules[0].retry.perTryTimeout',
    ])
    expect(pathsOf(rule({ retry: { attempts: 1, on: ['sometimes'] } }))).toEqual(['rules[0].retry.on[0]'])
    expect(pathsOf(rule({ retry: { attempts: 1, on: ['unavailable'] } }))).toEqual(['rules[0].retry.on[0]'])
    expect(paths({ service: 'shop/pay', rules: [rule({ retry: { attempts: 1, on: ['unavailable'] } })] }, pay)).toEqual([])
  })
  it('refuses features of requests on a tcp service, with the reason', () => {
    const policy: Policy = {
      service: 'shop/ledger',
      rules: [rule({ timeout: '3s', mirror: { version: 'v2', percent: 1 } })],
      destination: { circuitBreaker: { maxRequests: 5 } },
    }
    expect(paths(policy, ledger)).toEqual(['rules[0].timeout', 'rules[0].mirror', 'destination.circuitBreaker.maxRequests'])
    expect(paths({ service: 'shop/ledger', rules: [rule()] }, ledger)).toEqual([])
  })
})

it.each([
  ['250ms', 250],
  ['1.5s', 1500],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['3', null],
  ['-1s', null],
  ['', null],
])('the duration %s is %s ms', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms)
})
