import { describe, expect, it } from 'vitest'
import { canarySpecSchema } from '@/lib/api/canaries'
import type { ServiceSummary } from '@/lib/api/services'
import { canaryTargets, findDraftProblem, presetDraft, toSpec } from './canary-draft'
import { whyNoCanary } from './why-no-canary'

const service = (changes: Partial<ServiceSummary> = {}): ServiceSummary => ({
  name: 'shop/reviews',
  namespace: 'shop',
  kind: 'service',
  protocol: 'http',
  declared: true,
  health: 'healthy',
  healthReasons: [],
  signals: { requestsPerSecond: 60, errorRatio: 0, latencyMs: null },
  connectionsPerSecond: null,
  versions: [
    { name: 'v1', weightPercent: 100, instances: 1 },
    { name: 'v2', weightPercent: 0, instances: 1 },
  ],
  proxies: { total: 2, answering: 2, inSync: 2 },
  policyRevision: 1,
  overlays: [],
  slo: null,
  ...changes,
})
const single = service({ name: 'shop/cart', versions: [{ name: 'v1', weightPercent: 100, instances: 1 }] })

describe('the form of a new canary', () => {
  it('knows everything but the reason once the service is known', () => {
    const draft = presetDraft([service()], 'shop/reviews')
    expect(draft).toMatchObject({ service: 'shop/reviews', version: 'v2', baseline: 'v1', preset: 'normal', onWorse: 'rollback' })
    expect(findDraftProblem(draft, null)).toEqual({ field: 'reason', text: 'say why, in a sentence' })
  })
  it('asks the server for what its schema takes', () => {
    const draft = { ...presetDraft([service()], 'shop/reviews'), reason: ' release 2.1 ' }
    expect(findDraftProblem(draft, null)).toBeNull()
    expect(canarySpecSchema.parse(toSpec(draft))).toEqual({
      service: 'shop/reviews',
      version: 'v2',
      baseline: 'v1',
      preset: 'normal',
      onWorse: 'rollback',
      reason: 'release 2.1',
    })
  })
  it('begins with copies or with a cohort where that is chosen, before the steps of its preset', () => {
    const draft = { ...presetDraft([service()], 'shop/reviews'), preset: 'fast' as const, reason: 'release 2.1' }
    const steps = (of: typeof draft) => canarySpecSchema.parse(toSpec(of)).parameters?.steps?.slice(0, 2)
    expect(steps({ ...draft, first: 'copies' })).toEqual([
      { kind: 'mirror', percent: 10 },
      { kind: 'weight', weightPercent: 10 },
    ])
    expect(steps({ ...draft, first: 'cohort', cohort: ' x-tester : yes please ' })?.[0]).toEqual({
      kind: 'cohort',
      header: 'x-tester',
      value: 'yes please',
    })
    expect(findDraftProblem({ ...draft, first: 'cohort', cohort: 'x-tester' }, null)?.field).toBe('cohort')
  })
  it('wants a reason of its own where somebody else has the route', () => {
    const draft = { ...presetDraft([service()], 'shop/reviews'), reason: 'release 2.1' }
    expect(findDraftProblem(draft, 'a fault of Ana R.')?.field).toBe('overrideLock')
    expect(toSpec({ ...draft, overrideLock: 'agreed with Ana' }).overrideLock).toBe('agreed with Ana')
  })
  it('offers only services that are steered and have two versions', () => {
    const services = [service(), single, service({ name: 'edge/gateway', kind: 'gateway' }), service({ name: 'x/y', declared: false })]
    expect(canaryTargets(services).map(({ name }) => name)).toEqual(['shop/reviews'])
    expect(presetDraft(services, 'shop/cart').service).toBe('')
  })
})

describe('why a canary cannot be started by a click', () => {
  it('is said in words, and is nothing where one can', () => {
    expect(whyNoCanary(service(), false)).toBeNull()
    expect(whyNoCanary(single, false)).toContain('one version')
    expect(whyNoCanary(service(), true)).toContain('runs on it already')
    expect(whyNoCanary(service({ kind: 'gateway' }), false)).toContain('gateway')
    expect(whyNoCanary(undefined, false)).toContain('nothing is known')
  })
})
