import { describe, expect, it } from 'vitest'
import type { ServiceDetail } from '@/lib/api/services'
import { unsupportedParts, whyNoFault, whyNoShift } from './steer-reasons'

type Steered = Pick<ServiceDetail, 'kind' | 'declared' | 'policy' | 'versions' | 'protocol'>
const policy = { service: 'shop/reviews', rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }] }] }
const two = ['v1', 'v2'].map((name) => ({ name, weightPercent: 50, instances: 1 }))
const service = (change: Partial<Steered> = {}, capabilities: NonNullable<Steered['policy']>['capabilities'] = []): Steered => ({
  kind: 'service',
  declared: true,
  protocol: 'http',
  versions: two,
  policy: { policy, revision: 1, overlays: [], capabilities },
  ...change,
})

describe('why a service cannot be steered', () => {
  it('has no reason for a declared service of two versions', () => {
    expect([whyNoShift(service()), whyNoFault(service())]).toEqual([null, null])
  })
  it('says what is missing: a version, a declaration, a policy, requests', () => {
    expect(whyNoShift(service({ versions: two.slice(0, 1) }))).toContain('one version')
    expect(whyNoShift(service({ declared: false }))).toContain('no mesh document')
    expect(whyNoFault(service({ policy: null }))).toContain('no policy')
    expect(whyNoFault(service({ protocol: 'tcp' }))).toContain('no requests')
  })
  it('gives the driver’s own reason, and takes one feature not for another', () => {
    const leased = [{ feature: 'leasedWeights', supported: false, reason: 'they cannot end by themselves' }]
    expect(whyNoShift(service({ protocol: 'tcp' }, leased))).toBeNull()
    const noAbort = { feature: 'fault.abort', supported: false, reason: 'no fault filter' }
    expect(whyNoFault(service({}, [noAbort]))).toBe('no fault filter')
    expect(whyNoFault(service({}, [noAbort, { feature: 'fault.delay', supported: true }]))).toBeNull()
    expect(unsupportedParts([noAbort, { feature: 'fault.delay', supported: true }])).toEqual({ abort: 'no fault filter' })
  })
})
