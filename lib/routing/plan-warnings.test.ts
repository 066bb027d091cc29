import { describe, expect, it } from 'vitest'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { planNotes } from './plan-notes'
import { planWarnings } from './plan-warnings'
import { touchedRate } from './touched-rate'
import type { VersionState, WarningInput } from './warnings/warning-input'

const weights = (v1: number, v2: number) => [
  { version: 'v1', weight: v1 },
  { version: 'v2', weight: v2 },
]
const rule = (change: Partial<Rule> = {}): Rule => ({ name: 'default', backends: weights(90, 10), ...change })
const policy = (...rules: Rule[]): Policy => ({ service: 'shop/reviews', rules })
const version = (name: string, rps: number | null, change: Partial<VersionState> = {}): VersionState => ({
  name,
  instances: 1,
  healthy: 1,
  requestsPerSecond: rps,
  attemptErrorRatio: null,
  ...change,
})
const frontend = (requestsPerSecond: number) => ({ service: 'shop/frontend', version: 'v1', requestsPerSecond })

const input: WarningInput = {
  before: policy(rule()),
  after: policy(rule({ backends: weights(75, 25) })),
  protocol: 'http',
  versions: [version('v1', 127.8), version('v2', 14.2)],
  consumers: 11,
  cannot: [],
  unkeptWeights: null,
  callers: [frontend(142)],
  loads: [],
  mayCall: ['shop/frontend', 'edge/gateway'],
  callees: ['shop/ratings'],
  faults: [],
  faultsBehind: [],
  canaries: [],
  callerTimeouts: [],
}
const warn = (change: Partial<WarningInput>) => planWarnings({ ...input, ...change })
const rules = (change: Partial<WarningInput>) => warn(change).map((warning) => warning.rule)
const quiet: Partial<WarningInput> = { callers: null, versions: [version('v1', null), version('v2', null)] }
const from = (v1: number, v2: number, v1Rps: number, v2Rps: number, change: Partial<VersionState> = {}): Partial<WarningInput> => ({
  before: policy(rule({ backends: weights(v1, v2) })),
  versions: [version('v1', v1Rps), version('v2', v2Rps, change)],
})

describe('a warning about load', () => {
  it('names the version whose load multiplies, with a smaller step', () => {
    expect(warn({})).toEqual([
      {
        rule: 'load_multiplies',
        message: 'v2 has 1 instance and will take 2.5 times its present load: 14.2 rps → 35.5 rps',
        fix: 'Use 15 % first',
      },
    ])
  })
  it('is given for everything at once onto a version that is idle, as for 10 → 50', () => {
    const all = warn({ ...from(100, 0, 142, 0), after: policy(rule({ backends: weights(0, 100) })) })
    expect(all).toEqual([
      {
        rule: 'load_multiplies',
        message: 'v2 has 1 instance, took nothing over the last minutes and will take 142 rps, 100 % of all',
        fix: 'Use 10 % first, and watch it',
      },
    ])
    expect(rules({ after: policy(rule({ backends: weights(50, 50) })) })).toEqual(['load_multiplies'])
  })
  it('does not advise the weight that a version has had for a moment already', () => {
    const soon = warn({ ...from(90, 10, 142, 0.06), after: policy(rule({ backends: weights(50, 50) })) })
    expect(soon.map(({ fix }) => fix)).toEqual(['Watch it for a few minutes at its present 10 %'])
  })
  it('names few instances where each would carry far more than those of the other versions', () => {
    const step = (instances: number): Partial<WarningInput> => ({
      ...from(88, 12, 88, 12, { instances, healthy: instances }),
      after: policy(rule({ backends: weights(80, 20) })),
      versions: [version('v1', 88, { instances: 11, healthy: 11 }), version('v2', 12, { instances, healthy: instances })],
      callers: [frontend(100)],
    })
    expect(rules(step(2))).toEqual([])
    expect(warn(step(1))).toEqual([
      {
        rule: 'few_instances',
        message: 'v2 has only 1 instance: each will take 20 rps, while those of other versions take at most 8 rps now',
        fix: 'Start more instances of v2 first',
      },
    ])
  })
  it('is not given for a first small step, a doubling, a fall, a whisper and what was not measured', () => {
    expect(rules(from(100, 0, 142, 0))).toEqual(['load_multiplies'])
    expect(rules({ ...from(100, 0, 142, 0), after: policy(rule()) })).toEqual([])
    expect(rules({ after: policy(rule({ backends: weights(80, 20) })) })).toEqual([])
    expect(rules({ after: policy(rule({ backends: weights(95, 5) })) })).toEqual([])
    expect(rules({ ...from(100, 0, 0.5, 0), callers: [frontend(0.5)], after: policy(rule({ backends: weights(0, 100) })) })).toEqual([])
    expect(rules(quiet)).toEqual([])
  })
  it('counts rules of one caller by what that caller sends', () => {
    const own = (v1: number, v2: number) => rule({ name: 'own', match: { caller: 'edge/gateway' }, backends: weights(v1, v2) })
    const callers = [frontend(100), { service: 'edge/gateway', version: null, requestsPerSecond: 4 }]
    const base = { ...from(100, 0, 104, 0), callers }
    const only = rule({ backends: weights(100, 0) })
    expect(rules({ ...base, before: policy(own(100, 0), only), after: policy(own(0, 100), only) })).toEqual([])
    expect(rules({ ...base, before: policy(own(100, 0), only), after: policy(own(100, 0), rule({ backends: weights(0, 100) })) })).toEqual([
      'load_multiplies',
    ])
  })
})

describe('a warning names', () => {
  it('a version without anybody healthy, for requests and for copies', () => {
    const down = { versions: [version('v1', null), version('v2', null, { healthy: 0, instances: 0 })], callers: null }
    expect(warn(down)).toEqual([
      {
        rule: 'no_healthy_instance',
        message: 'v2 has no instance: its share of the requests will fail',
        fix: 'Start an instance of v2 first, or keep it at 0 %',
      },
    ])
    const copies = policy(rule({ backends: weights(100, 0), mirror: { version: 'v2', percent: 5 } }))
    expect(warn({ ...down, after: copies })[0]?.message).toContain('copies mirrored to it are lost')
  })

  it('what runs on the route, and that nobody would get it', () => {
    expect(rules({ ...quiet, consumers: 0 })).toEqual(['no_consumer'])
    expect(rules({ ...quiet, faults: [{ id: 'f1' }], canaries: ['c1'] })).toEqual(['canary_running', 'fault_running'])
  })

  it('who cannot take the edit, and weights that hold only while Outrider runs', () => {
    const cannot = [{ proxyId: 'front-1', reason: 'it takes weights and nothing else of a policy (not timeout)' }]
    const timed = policy(rule({ timeout: '3s' }))
    expect(rules({ ...quiet, after: timed, cannot, consumers: 0 })).toEqual(['cannot_take'])
    expect(warn({ ...quiet, after: timed, cannot })[0]?.message).toContain('front-1: it takes weights and nothing else')
    const unkeptWeights = "front-1: while Outrider is stopped the proxy's own weights hold"
    expect(rules({ ...quiet, after: timed, before: policy(rule()), unkeptWeights })).toEqual([])
    expect(rules({ unkeptWeights })).toContain('weights_not_kept')
  })

  it('retries that hide errors, by what users see', () => {
    const after = policy(rule({ backends: weights(85, 15), retry: { attempts: 1, on: ['5xx'] } }))
    expect(warn({ after, versions: [version('v2', 14.2, { attemptErrorRatio: 0.04 })] })[0]?.message).toBe(
      'Retries hide errors of v2: callers try up to 2 times; of 4 % failures users see 0.16 %',
    )
  })

  it('a fault behind the service that new retries thin out: 50 % with two retries is seen as 12.5 % at 1.75 times the load', () => {
    const faultsBehind = [{ id: 'f1', service: 'shop/ratings', abort: { percent: 50 } }]
    const after = policy(rule({ retry: { attempts: 2, on: ['gateway-error'] } }))
    expect(warn({ ...quiet, after, faultsBehind })).toEqual([
      {
        rule: 'retries_dilute_fault',
        message:
          'Fault f1 aborts 50 % of the calls of shop/reviews to shop/ratings: where shop/reviews passes them on, its callers see 12.5 % with 2 retries in rule default, at 1.75 times the load',
        fix: 'Stop the fault first, or read its effect with that in mind',
      },
    ])
    expect(rules({ ...quiet, before: after, after, faultsBehind })).toEqual([])
    expect(rules({ ...quiet, after: policy(rule({ retry: { attempts: 2, on: ['connect-failure'] } })), faultsBehind })).toEqual([])
  })

  it('a timeout that outlasts its caller only where this edit sets it', () => {
    const callerTimeouts = [{ caller: 'shop/frontend', timeoutMs: 3000 }]
    expect(rules({ ...quiet, callerTimeouts })).toEqual([])
    expect(rules({ ...quiet, callerTimeouts, after: policy(rule({ timeout: '5s' })) })).toEqual(['timeout_beyond_caller'])
    expect(rules({ ...quiet, callerTimeouts, after: policy(rule({ timeout: '2s' })) })).toEqual([])
    expect(rules({ ...quiet, callerTimeouts, after: policy(rule({ timeout: '0s' })) })).toEqual(['timeout_beyond_caller', 'never_ends'])
  })

  it('a retry for which no time is left', () => {
    const retry = { attempts: 1, on: ['5xx'], perTryTimeout: '2s' }
    expect(rules({ ...quiet, after: policy(rule({ timeout: '3s', retry })) })).toEqual(['no_time_to_retry'])
    expect(rules({ ...quiet, after: policy(rule({ timeout: '4s', retry })) })).toEqual([])
  })

  it('a rule for a caller that does not call the service', () => {
    const after = policy(rule({ name: 'own', match: { caller: 'shop/cart@v1' } }), rule())
    expect(warn({ ...quiet, after })[0]).toMatchObject({ rule: 'caller_never_calls', fix: expect.stringContaining('shop/frontend') })
    expect(rules({ ...quiet, before: after, after })).toEqual([])
  })

  it('a breaker below the concurrency that was measured, as rate × latency at one proxy', () => {
    const load = { proxyId: 'frontend-1', version: 'v1', requestsPerSecond: 40, inFlight: 20, meanMs: 500, connectionsOpen: 20 }
    const edit = (maxRequests: number): Partial<WarningInput> => ({
      ...quiet,
      loads: [load],
      after: { ...policy(rule()), destination: { circuitBreaker: { maxRequests } } },
    })
    expect(warn(edit(16))).toEqual([
      {
        rule: 'breaker_too_small',
        message:
          'maxRequests 16 is too small for v1: frontend-1 will have about 20 requests at once under way (40 rps × 500 ms), up to 34 in a burst: it will refuse requests all the time',
        fix: 'Allow at least 34',
      },
    ])
    expect(warn(edit(30))[0]?.message).toContain('bursts will be refused')
    expect(rules(edit(34))).toEqual([])
    const kept = edit(16).after
    expect(kept && rules({ ...edit(16), before: kept })).toEqual([])
  })

  it('a breaker that a shift makes too small, for a version that was not called yet too', () => {
    const load = { proxyId: 'frontend-1', version: 'v1', requestsPerSecond: 40, inFlight: 20, meanMs: 500, connectionsOpen: 20 }
    const destination = { circuitBreaker: { maxRequests: 40 } }
    const shift = (v1: number, v2: number) => ({ ...policy(rule({ backends: weights(v1, v2) })), destination })
    expect(rules({ ...quiet, loads: [load], before: shift(100, 0), after: shift(50, 50) })).toEqual([])
    expect(warn({ ...quiet, loads: [{ ...load, inFlight: 60 }], before: shift(100, 0), after: shift(0, 100) })[0]?.message).toContain(
      'too small for v2: frontend-1 will have about 60',
    )
  })

  it('a mirror by the load it adds, on the version and behind it', () => {
    const mirrored = (percent: number) => policy(rule({ mirror: { version: 'v2', percent } }))
    expect(warn({ after: mirrored(50) })[0]).toMatchObject({
      rule: 'mirror_adds_load',
      message:
        'The mirror of rule default sends v2 71 rps of copies beside its 14.2 rps: 6 times its load, and on what it calls: shop/ratings',
    })
    expect(rules({ after: mirrored(4) })).toEqual([])
    expect(rules({ after: mirrored(50), before: mirrored(50) })).toEqual([])
    expect(warn({ ...quiet, after: mirrored(100), callees: [] })[0]?.message).toBe(
      'The mirror of rule default copies 100 % of its requests to v2: load on it, not measured now',
    )
  })

  it('a rate limit below what a proxy sends now', () => {
    const loads = [{ proxyId: 'frontend-1', version: 'v1', requestsPerSecond: 142, inFlight: 1, meanMs: 7, connectionsOpen: 1 }]
    const limited = (requests: number, per: string) => policy(rule({ rateLimit: { requests, per } }))
    expect(warn({ loads, after: limited(6000, '1m') })[0]).toMatchObject({
      rule: 'rate_limit_below_traffic',
      message:
        'The rate limit of rule default lets 100 rps of each calling proxy pass, but frontend-1 sends 142 rps now: the rest will get 429',
    })
    expect(rules({ loads, after: limited(200, '1s') })).toEqual([])
  })
})

describe('what a plan cannot know', () => {
  const testers = rule({ name: 'testers', match: { headers: [{ name: 'x-tester', present: true }], method: 'GET' } })
  it('is said: how many requests a header or a path takes, and loads that nobody measured', () => {
    expect(planNotes(policy(rule()), policy(testers, rule()), true)).toEqual([
      'How many requests rule testers takes is not known: no proxy counts methods, header x-tester.',
    ])
    expect(planNotes(policy(rule()), policy(rule({ backends: weights(0, 100) })), false)).toEqual([
      'Nothing was measured at shop/reviews over the last 5 minutes: whether its versions can carry their share is not known.',
    ])
    expect(planNotes(policy(testers, rule()), policy(testers, rule()), false)).toEqual([])
  })
})

describe('the requests per second that an edit touches', () => {
  const callers = [frontend(42), { service: 'edge/gateway', version: null, requestsPerSecond: 8 }]
  const own = (v1: number, v2: number) => rule({ name: 'own', match: { caller: 'shop/frontend' }, backends: weights(v1, v2) })
  it('are those of the callers whose rules change', () => {
    expect(touchedRate(policy(own(100, 0), rule()), policy(own(0, 100), rule()), callers)).toBe(42)
    expect(touchedRate(policy(own(100, 0), rule()), policy(own(100, 0), rule({ backends: weights(0, 100) })), callers)).toBe(8)
    expect(touchedRate(policy(rule()), policy(own(0, 100), rule()), callers)).toBe(42)
  })
  it('are all where a setting of the destination or the order changes, none where nothing does, and unknown without a measurement', () => {
    expect(touchedRate(policy(rule()), { ...policy(rule()), destination: { loadBalancing: 'random' } }, callers)).toBe(50)
    const other = rule({ name: 'other', match: { caller: 'edge/gateway' } })
    expect(touchedRate(policy(own(1, 99), other, rule()), policy(other, own(1, 99), rule()), callers)).toBe(50)
    expect(touchedRate(policy(rule()), policy(rule()), callers)).toBe(0)
    expect(touchedRate(policy(rule()), policy(rule({ timeout: '1s' })), null)).toBeNull()
  })
})
