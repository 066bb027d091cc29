import { describe, expect, it } from 'vitest'
import type { ServiceDetail } from '@/lib/api/services'
import { serviceSentences } from './service-sentences'

const service = (change: Partial<ServiceDetail>): ServiceDetail => ({
  name: 'shop/reviews',
  namespace: 'shop',
  kind: 'service',
  protocol: 'http',
  declared: true,
  health: 'healthy',
  healthReasons: [],
  signals: { requestsPerSecond: 10, errorRatio: 0, latencyMs: null },
  connectionsPerSecond: null,
  versions: [
    { name: 'v1', weightPercent: 90, instances: 1 },
    { name: 'v2', weightPercent: 10, instances: 1 },
  ],
  proxies: { total: 2, answering: 2, inSync: 2 },
  policyRevision: 1,
  overlays: [],
  slo: null,
  hosts: [],
  versionDetails: [],
  instances: [],
  callers: [],
  callees: [],
  pendingRequests: null,
  maxPendingRequests: null,
  policy: null,
  recentChanges: [],
  traffic: null,
  versionDifferences: [],
  simulated: false,
  ...change,
})

describe('the sentences of a service page', () => {
  it('are none for an ordinary service', () => {
    expect(serviceSentences(service({}))).toEqual([])
  })
  it('say that unknown is not zero when no proxy answers', () => {
    expect(serviceSentences(service({ proxies: { total: 2, answering: 0, inSync: 0 } }))).toEqual([
      'None of its 2 proxies answers: its numbers are unknown, not zero.',
    ])
    expect(serviceSentences(service({ proxies: { total: 1, answering: 0, inSync: 0 } }))[0]).toContain('only proxy does not answer')
  })
  it('say that nothing was asked when there was no traffic, but not where nobody could have seen it', () => {
    const idle = { signals: { requestsPerSecond: 0, errorRatio: null, latencyMs: null } }
    expect(serviceSentences(service(idle))[0]).toContain('No request in this time')
    expect(serviceSentences(service({ ...idle, proxies: { total: 1, answering: 0, inSync: 0 } }))).toHaveLength(1)
  })
  it('say what one version, tcp and external mean', () => {
    expect(serviceSentences(service({ versions: [{ name: 'v1', weightPercent: 100, instances: 1 }] }))[0]).toContain('one version, v1')
    expect(serviceSentences(service({ protocol: 'tcp' }))[0]).toContain('connections and bytes')
    expect(serviceSentences(service({ kind: 'external', proxies: { total: 0, answering: 0, inSync: 0 } }))[0]).toContain('outside the mesh')
  })
})
