import { describe, expect, it } from 'vitest'
import { exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { type DriftExpectation, type DriftReading, findDrift } from './find-drift'

const policy = splitPolicy('shop/reviews', 90, 10)
const expected: DriftExpectation = { policies: [{ policy, revision: 4 }], canaries: [], faultIds: ['f1'], ownKeys: [] }
const reading = (more: Partial<DriftReading> = {}): DriftReading => ({
  identity: exampleSidecar('frontend-1'),
  isConnected: true,
  overrides: new Map(),
  injecting: [],
  hasControlPlane: true,
  routes: new Map([['shop/reviews', policy]]),
  ...more,
})

describe('drift', () => {
  it('is not found where a proxy runs what was asked', () => {
    expect(findDrift(reading(), expected)).toEqual([])
  })

  it('is a value of the admin layer that Outrider did not set', () => {
    const overrides = new Map([
      ['fault.http.max_active_faults', '0'],
      ['a.b', '7'],
    ])
    const found = findDrift(reading({ overrides }), { ...expected, ownKeys: ['fault.http.max_active_faults'] })
    expect(found).toMatchObject([{ kind: 'runtime_override', subject: 'a.b', overwrite: { possible: true }, adopt: { possible: false } }])
  })

  it('is a fault that no lease owns, in whatever layer or in the configuration; what the admin layer holds is told once', () => {
    const part = { part: 'abort' as const, percent: 5, isValue: true, place: 'outbound, all, route 1' }
    const injecting = [
      { ...part, key: 'outrider.fault.f1.abort' },
      { ...part, key: 'outrider.fault.f9.abort' },
      { ...part, key: 'outrider.fault.f8.delay', place: null },
      { ...part, key: 'fault.http.abort.abort_percent', isValue: false },
      { ...part, key: 'a.b' },
      { ...part, key: 'held' },
    ]
    const found = findDrift(reading({ injecting, overrides: new Map([['a.b', '5']]) }), { ...expected, ownKeys: ['held'] })
    expect(found.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      'runtime_override a.b',
      'foreign_fault outrider.fault.f9.abort',
      'foreign_fault outrider.fault.f8.delay',
      'foreign_fault outbound, all, route 1: abort',
    ])
    expect(found[2]?.sentence).toContain('no filter obeys it now')
  })

  it('is a route that means something else, with the difference, and can be adopted where one proxy shows all of it', () => {
    const found = findDrift(reading({ routes: new Map([['shop/reviews', splitPolicy('shop/reviews', 50, 50)]]) }), expected)
    expect(found).toMatchObject([
      {
        kind: 'foreign_routes',
        service: 'shop/reviews',
        adopt: { possible: true },
        policy: splitPolicy('shop/reviews', 50, 50),
        policyRevision: 4,
      },
    ])
    expect(found[0]?.diff.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual([
      '      - { version: v1, weight: 50 }',
      '      - { version: v2, weight: 50 }',
    ])
  })

  it('cannot be adopted where the proxy shows less than the policy, or more than a policy can say', () => {
    const perCaller = {
      ...policy,
      rules: [{ name: 'own', match: { caller: 'shop/cart' }, backends: [{ version: 'v1', weight: 100 }] }, ...policy.rules],
    }
    const other = splitPolicy('shop/reviews', 50, 50)
    const routes = new Map([['shop/reviews', other]])
    expect(findDrift(reading({ routes }), { ...expected, policies: [{ policy: perCaller, revision: 4 }] })).toMatchObject([
      { adopt: { possible: false } },
    ])
    expect(
      findDrift(reading({ routes: new Map([['shop/reviews', { ...other, unread: ['rule default: cors'] }]]) }), expected),
    ).toMatchObject([{ adopt: { possible: false, reason: expect.stringContaining('cors') } }])
  })

  it('is a proxy of ours that another control plane holds, never one of the configuration file', () => {
    const elsewhere = { isConnected: false, routes: null }
    expect(findDrift(reading(elsewhere), expected)).toMatchObject([{ kind: 'foreign_control_plane', overwrite: { possible: false } }])
    expect(findDrift(reading({ ...elsewhere, hasControlPlane: false }), expected)).toEqual([])
    expect(
      findDrift(reading({ ...elsewhere, identity: exampleSidecar('frontend-1', 'shop/frontend', { isStatic: true }) }), expected),
    ).toEqual([])
  })
})
