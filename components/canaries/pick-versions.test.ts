import { describe, expect, it } from 'vitest'
import { pickVersions } from './pick-versions'

const version = (name: string, weightPercent: number | null, instances = 1) => ({ name, weightPercent, instances })

describe('the versions of a canary', () => {
  it('are the newest one against the one that has the traffic', () => {
    expect(pickVersions([version('v1', 100), version('v2', 0)])).toEqual({ version: 'v2', baseline: 'v1' })
    expect(pickVersions([version('v1', 0), version('v2', 100), version('v3', 0)])).toEqual({ version: 'v3', baseline: 'v2' })
  })
  it('are the older one again when the newest has all of the traffic', () => {
    expect(pickVersions([version('v1', 0), version('v2', 100)])).toEqual({ version: 'v1', baseline: 'v2' })
  })
  it('prefer a version that has an instance', () => {
    expect(pickVersions([version('v1', 100), version('v2', 0), version('v3', 0, 0)])).toEqual({ version: 'v2', baseline: 'v1' })
  })
  it('are none where there are no two', () => {
    expect(pickVersions([version('v1', 100)])).toBeNull()
    expect(pickVersions([])).toBeNull()
  })
})
