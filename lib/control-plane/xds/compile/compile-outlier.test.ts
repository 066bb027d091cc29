import { describe, expect, it } from 'vitest'
import { compileBalancing } from './compile-balancing'
import { compileOutlier } from './compile-outlier'

describe('ejection', () => {
  it('counts failures to reach a host and no answers, and leaves the last host in, where the policy says nothing', () => {
    expect(compileOutlier(undefined)).toEqual({
      split_external_local_origin_errors: true,
      consecutive_local_origin_failure: 3,
      enforcing_consecutive_local_origin_failure: 100,
      enforcing_local_origin_success_rate: 0,
      enforcing_success_rate: 0,
      enforcing_consecutive_5xx: 0,
      interval: '1s',
      base_ejection_time: '10s',
      max_ejection_time: '60s',
      max_ejection_percent: 99,
    })
    expect(compileBalancing({})).toMatchObject({ healthy_panic_threshold: { value: 1 } })
  })

  it('is as the policy says where it says something, and then Envoy’s own panic holds', () => {
    const outlier = { consecutive5xx: 7, interval: '5s', baseEjection: '90s', maxEjectionPercent: 30 }
    expect(compileOutlier(outlier)).toMatchObject({
      consecutive_5xx: 7,
      enforcing_consecutive_5xx: 100,
      interval: '5s',
      base_ejection_time: '90s',
      max_ejection_percent: 30,
    })
    expect(compileOutlier(outlier)).toHaveProperty('max_ejection_time', undefined)
    expect(compileBalancing({ outlier })).toHaveProperty('healthy_panic_threshold', undefined)
  })

  it('keeps half in where answers eject and the policy names no share', () => {
    expect(compileOutlier({ consecutive5xx: 5 })).toMatchObject({ max_ejection_percent: 50 })
    expect(compileOutlier({ baseEjection: '2s' })).toMatchObject({ enforcing_consecutive_5xx: 0, max_ejection_percent: 99 })
  })
})
