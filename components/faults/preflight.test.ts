import { describe, expect, it } from 'vitest'
import type { FaultWire } from '@/lib/api/faults'
import { emptyDraft } from './fault-draft'
import { type PreflightInput, preflight } from './preflight'

const at = '2026-11-25T00:00:00.000Z'
const running: FaultWire = {
  id: 'f',
  service: 'shop/ratings',
  caller: 'shop/reviews',
  abort: { percent: 5, httpStatus: 503 },
  actor: 'Ana R.',
  at,
  reason: 'r',
  durationSeconds: 60,
  state: 'injecting',
  stateReason: null,
  outcome: null,
  endsAt: at,
  endedAt: null,
  planned: null,
  injected: { abortsPerSecond: 0, delaysPerSecond: 0, aborts: 0, delays: 0 },
  evidence: [],
}
const input = (change: Partial<PreflightInput> = {}): PreflightInput => ({
  draft: { ...emptyDraft, service: 'shop/ratings', caller: 'shop/reviews' },
  service: undefined,
  traffic: { matchedPerSecond: 142, abortsPerSecond: 1.42, delaysPerSecond: 0, isUpperBound: false },
  activeFaults: [],
  callerPolicy: undefined,
  unsupported: null,
  isLocked: false,
  ...change,
})
const texts = (change: Partial<PreflightInput>, kind: string) =>
  preflight(input(change))
    .filter((item) => item.kind === kind)
    .map((item) => item.text)

describe('what is checked before a fault starts', () => {
  it('blocks while the red button holds, and where another fault holds the same route', () => {
    expect(texts({ isLocked: true }, 'blocks')).toHaveLength(1)
    expect(texts({ activeFaults: [running] }, 'blocks')[0]).toContain('Ana R.')
    expect(texts({ activeFaults: [{ ...running, caller: 'shop/frontend' }] }, 'blocks')).toEqual([])
    expect(texts({ activeFaults: [{ ...running, state: 'ended' }] }, 'blocks')).toEqual([])
  })
  it('warns when nothing would be injected, when everyone is met and when there is no stop condition', () => {
    const draft = { ...emptyDraft, service: 'shop/ratings', hasGuard: false }
    const traffic = { matchedPerSecond: null, abortsPerSecond: null, delaysPerSecond: null, isUpperBound: false }
    expect(texts({ draft, traffic }, 'warns')).toHaveLength(3)
  })
  it('says what retries further up leave of the aborts', () => {
    const callerPolicy = {
      service: 'shop/reviews',
      rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }], retry: { attempts: 2, on: ['5xx'] } }],
    }
    const draft = { ...emptyDraft, service: 'shop/ratings', caller: 'shop/reviews', abortPercent: '50' }
    expect(texts({ draft, callerPolicy }, 'warns')[0]).toContain('12.5 % is seen instead of 50 %, at up to 1.75 × the load')
  })
})
