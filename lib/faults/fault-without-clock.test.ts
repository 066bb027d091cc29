import { expect, it } from 'vitest'
import type { Fault } from '@/lib/mesh/fault'
import type { ProxyObservation } from './fault-observation'
import { injectionSentences } from './report-sentences'
import { stepFault } from './step-fault'

const start = 1_000_000
const stopped = start + 10_000
const fault: Fault = {
  service: 'shop/ratings',
  abort: { percent: 100 },
  durationSeconds: 300,
  reason: 'a test',
  withoutLease: true,
  id: 'f1',
  actor: 'ann',
  at: start,
  state: 'removing',
  stateReason: null,
  outcome: null,
  endsAt: start + 300_000,
  endedAt: null,
  revision: 7,
  stopping: { outcome: 'stopped', actor: 'ann', reason: 'enough', at: stopped },
  planned: null,
  injected: { abortsPerSecond: 0, delaysPerSecond: 0, aborts: 0, delays: 0 },
  evidence: [{ proxyId: 'front-1', stage: 'observed', at: { stored: start, accepted: start, loaded: start, observed: start } }],
}
const proxy: ProxyObservation = {
  proxyId: 'front-1',
  connected: true,
  syncedRevision: 7,
  refusal: null,
  loaded: { at: stopped - 1_000, hasGate: true, abortPercent: 100, delayPercent: null, bandwidthPercent: null },
  readProblem: 'no answer within 3 s',
  cleanReads: [],
  windows: [],
  hasOwnClock: false,
}
const clean = { at: stopped + 1_000, hasGate: false, abortPercent: null, delayPercent: null, bandwidthPercent: null }
const stepWith = (change: Partial<ProxyObservation>, now: number, from: Fault = fault) =>
  stepFault(
    from,
    {
      proxies: [{ ...proxy, ...change }],
      renewedAt: now - 1_000,
      lapsedMs: null,
      watchedSince: 0,
      requestsPerSecond: 100,
      totals: { aborts: 9, delays: 0 },
      guards: [],
    },
    now,
  ).fault

it('a proxy without a clock of its own that nobody can read has not ended its fault, however long that lasts', () => {
  for (const now of [stopped + 30_000, stopped + 86_400_000])
    for (const loaded of [proxy.loaded, null, clean]) {
      const next = stepWith({ loaded }, now)
      expect(next).toMatchObject({ state: 'removing', stateReason: 'removal not proved yet on front-1' })
      expect(next.evidence[0]?.reason).not.toContain('clock')
    }
  expect(stepWith({ hasOwnClock: true }, stopped + 30_000)).toMatchObject({ state: 'ended' })
  // Its values are read and none is there: only its counters say nothing.
  expect(stepWith({ loaded: clean, readProblem: null }, stopped + 30_000)).toMatchObject({ state: 'ended' })
})

it('of a fault that was to stay nobody says that the proxies ended it when Outrider was away', () => {
  const { stopping: _, ...rest } = fault
  const next = stepFault(
    { ...rest, stopping: null, state: 'injecting' },
    {
      proxies: [proxy],
      renewedAt: null,
      lapsedMs: 60_000,
      watchedSince: 0,
      requestsPerSecond: null,
      totals: { aborts: 0, delays: 0 },
      guards: [],
    },
    start + 60_000,
  ).fault
  expect(next.stopping?.reason).toBe(
    'Outrider was away for 60 s: on front-1 nothing ends the fault but Outrider, which takes it out now and does not resume it',
  )
})

it('of a fault that stood while Outrider was away nobody says that it injected nothing', () => {
  const away = { windows: [], readProblem: null, loaded: clean }
  const next = stepFault(
    { ...fault, stopping: { outcome: 'expired', actor: 'lease', reason: 'Outrider was away', at: stopped } },
    {
      proxies: [{ ...proxy, ...away }],
      renewedAt: stopped,
      lapsedMs: null,
      watchedSince: stopped - 1_000,
      requestsPerSecond: null,
      totals: { aborts: 0, delays: 0 },
      guards: [],
    },
    stopped + 30_000,
  ).fault
  expect(next).toMatchObject({ state: 'ended', injected: { isPartial: true } })
  expect(next.stateReason).toBe('Outrider was away; what it injected while Outrider was away is not counted')
  const abort = (aborts: number) => injectionSentences({ ...next, abort: { percent: 10 }, injected: { ...next.injected, aborts } })[0]
  expect(abort(0)).toBe(
    'Abort: planned 10 %, not counted in a whole window; how many in all is not known; not counted while Outrider was away.',
  )
  expect(abort(7)).toBe('Abort: planned 10 %, not counted in a whole window; at least 7; not counted while Outrider was away.')
})
