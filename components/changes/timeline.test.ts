import { describe, expect, it } from 'vitest'
import type { ChangeWire } from '@/lib/api/changes'
import type { FaultWire } from '@/lib/api/faults'
import { exampleCanary } from '@/lib/testing/example-canary'
import { buildTimeline, secondsToForce } from './timeline'

const policy = { service: 'shop/reviews', rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }] }] }
const noPace = { half: null, most: null, all: null }
const change = (id: string, at: string, evidence: ChangeWire['evidence'] = []): ChangeWire => ({
  id,
  service: 'shop/reviews',
  actor: 'a',
  reason: 'r',
  at,
  policyRevision: 2,
  sentence: 's',
  before: policy,
  after: policy,
  state: 'in_force',
  undoes: null,
  undoneBy: null,
  evidence,
  inForce: { loaded: evidence.filter((row) => row.at.loaded).length, observed: 0, total: evidence.length },
  seconds: { accepted: noPace, loaded: noPace, observed: noPace },
})
const fault = (id: string, at: string): FaultWire => ({
  id,
  at,
  service: 'shop/ratings',
  actor: 'a',
  reason: 'r',
  durationSeconds: 60,
  state: 'ended',
  stateReason: null,
  outcome: 'completed',
  endsAt: at,
  endedAt: at,
  planned: null,
  injected: { abortsPerSecond: 0, delaysPerSecond: 0, aborts: 0, delays: 0 },
  evidence: [],
})

describe('the timeline', () => {
  const changes = [change('c1', '2026-11-24T10:00:00'), change('c2', '2026-11-25T09:00:00')]
  const faults = [fault('f1', '2026-11-25T08:00:00')]
  const canaries = [exampleCanary({ id: 'k1', startedAt: '2026-11-25T08:30:00' })]
  it('is one list of changes, canaries and faults, newest first, by day', () => {
    const days = buildTimeline({ changes, faults, canaries })
    expect(days.map((day) => day.day)).toEqual(['2026-11-25', '2026-11-24'])
    expect(days[0]?.entries.map((entry) => entry.kind)).toEqual(['change', 'canary', 'fault'])
  })
  it('shows one kind when asked', () => {
    expect(buildTimeline({ changes, faults, canaries }, 'fault')).toHaveLength(1)
    expect(buildTimeline({ changes, faults, canaries }, 'change').flatMap((day) => day.entries)).toHaveLength(2)
  })
})

describe('seconds to force', () => {
  const stored = '2026-11-25T09:00:00.000Z'
  it('are those of the slowest proxy', () => {
    const rows: ChangeWire['evidence'] = [
      { proxyId: 'a', stage: 'loaded', at: { stored, loaded: '2026-11-25T09:00:00.200Z' } },
      { proxyId: 'b', stage: 'observed', at: { stored, loaded: '2026-11-25T09:00:00.400Z' } },
    ]
    expect(secondsToForce(change('c', stored, rows))).toBe(0.4)
  })
  it('are not known while one proxy lags, nor without consumers', () => {
    const rows: ChangeWire['evidence'] = [{ proxyId: 'a', stage: 'accepted', at: { stored, accepted: stored } }]
    expect(secondsToForce(change('c', stored, rows))).toBeNull()
    expect(secondsToForce(change('c', stored))).toBeNull()
  })
})
