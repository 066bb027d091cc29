import { describe, expect, it } from 'vitest'
import type { StoredCanary } from '@/lib/canary/canary-record'
import { presets } from '@/lib/canary/presets'
import { startCanary } from '@/lib/canary/start-canary'
import { exampleRecord } from '@/lib/testing/example-record'
import { inTurn } from './in-turn'

const phi = { phi: 1, mean: null, differences: 0, isMeasured: false }
const baseline = { history: {}, errors: phi, bounds: [], promotionBoundMs: null }

function canary(id: string, isGoingBack = false): StoredCanary {
  const words = { actor: 'ada', reason: 'a test', overrideLock: null }
  const plan = { id, service: `shop/${id}`, version: 'v2', baseline: 'v1', parameters: presets.fast, ...words }
  const state = startCanary(plan, baseline, 1, 0)
  const phase = isGoingBack ? { name: 'rolling_back' as const, since: 0, outcome: 'aborted' as const, text: '', laggards: [] } : state.phase
  return { record: exampleRecord({ ...state, phase }), revision: 1 }
}

describe('the turn of canaries', () => {
  it('is first of those asked something, then of those on their way back, then of who was stepped longest ago', () => {
    const open = [canary('new'), canary('late'), canary('back', true), canary('asked'), canary('early')]
    const stepped = new Map([
      ['late', 900],
      ['early', 100],
      ['asked', 950],
      ['back', 990],
    ])
    const order = inTurn(open, new Set(['asked']), stepped).map(({ record }) => record.state.plan.id)
    expect(order).toEqual(['asked', 'back', 'new', 'early', 'late'])
  })
})
