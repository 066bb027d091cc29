import { describe, expect, it } from 'vitest'
import { exampleTick } from '@/lib/testing/example-canary'
import { errorRatios, observedShare, requestRates, slowerRatios } from './arm-series'

const idle = { requests: 0, errors: 0, samples: null, slower: null }

describe('the charts of both arms', () => {
  it('show the ratios of each tick at its end', () => {
    const tick = exampleTick(0)
    const at = Date.parse(tick.to)
    expect(errorRatios([tick], 'canary')).toEqual([[at, 0.05]])
    expect(errorRatios([tick], 'baseline')).toEqual([[at, 0.01]])
    expect(slowerRatios([tick], 'canary')).toEqual([[at, 0.2]])
    expect(requestRates([tick], 'baseline')).toEqual([[at, 60]])
  })
  it('have a gap, not 0 %, where nothing was counted; 0 requests per second are counted', () => {
    const tick = exampleTick(0, { canary: idle })
    expect(errorRatios([tick], 'canary')[0]?.[1]).toBeNull()
    expect(slowerRatios([tick], 'canary')[0]?.[1]).toBeNull()
    expect(requestRates([tick], 'canary')[0]?.[1]).toBe(0)
  })
  it('tell the observed share from whole counts, and none from no request', () => {
    expect(observedShare([exampleTick(0), exampleTick(15)])).toBe(0.1)
    expect(observedShare([exampleTick(0, { canary: idle, baseline: idle })])).toBeNull()
  })
})
