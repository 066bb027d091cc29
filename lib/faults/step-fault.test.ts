import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fault } from '@/lib/mesh/fault'
import type { FaultObservation, InjectionWindow, ProxyObservation } from './fault-observation'
import { addGuardTick, startGuardEvidence } from './guard-evidence'
import { stepFault } from './step-fault'

const start = 1_000_000
const fault: Fault = {
  service: 'shop/ratings',
  abort: { percent: 20, httpStatus: 503 },
  durationSeconds: 300,
  reason: 'does reviews fall back?',
  id: 'f1',
  actor: 'ann',
  at: start,
  state: 'applying',
  stateReason: null,
  outcome: null,
  endsAt: start + 300_000,
  endedAt: null,
  revision: 7,
  stopping: null,
  planned: null,
  injected: { abortsPerSecond: 0, delaysPerSecond: 0, aborts: 0, delays: 0 },
  evidence: [],
}
const window = (from: number, aborts: number): InjectionWindow => ({ from, to: from + 5000, aborts, delays: 0 })
const proxy = (change: Partial<ProxyObservation> = {}): ProxyObservation => ({
  proxyId: 'reviews-v1',
  connected: true,
  syncedRevision: 7,
  refusal: null,
  loaded: { at: start + 1000, hasGate: true, abortPercent: 20, delayPercent: null, bandwidthPercent: null },
  readProblem: null,
  cleanReads: [],
  windows: [],
  ...change,
})
const seen = (proxies: ProxyObservation[], change: Partial<FaultObservation> = {}, now = start + 15_000): FaultObservation => ({
  proxies,
  renewedAt: now - 5000,
  lapsedMs: null,
  watchedSince: 0,
  requestsPerSecond: 100,
  totals: { aborts: 0, delays: 0 },
  guards: [],
  ...change,
})
const injecting: Fault = {
  ...fault,
  state: 'injecting',
  evidence: [
    {
      proxyId: 'reviews-v1',
      stage: 'observed',
      at: { stored: start, accepted: start + 1000, loaded: start + 1000, observed: start + 6000 },
    },
  ],
}

describe('the life of a fault', () => {
  it('is applying while a proxy has not loaded it, and names that proxy', () => {
    const late = proxy({ proxyId: 'reviews-v2', loaded: null, syncedRevision: 6 })
    const { fault: next } = stepFault(fault, seen([proxy(), late]), start + 2000)
    expect(next.state).toBe('applying')
    expect(next.stateReason).toBe('not loaded yet on reviews-v2')
    expect(next.evidence.map((row) => row.stage)).toEqual(['loaded', 'stored'])
    expect(next.planned).toEqual({ abortsPerSecond: 20, delaysPerSecond: 0 })
  })

  it('is injecting once its proxies count injections, with the rate of their newest two windows', () => {
    const windows = [window(start + 5000, 90), window(start + 10_000, 110)]
    const { fault: next, effects } = stepFault(fault, seen([proxy({ windows })], { totals: { aborts: 200, delays: 0 } }), start + 15_000)
    expect(next.state).toBe('injecting')
    expect(next.stateReason).toBeNull()
    expect(next.injected).toEqual({ abortsPerSecond: 20, delaysPerSecond: 0, aborts: 200, delays: 0 })
    expect(next.evidence[0]?.stage).toBe('observed')
    expect(effects.map((effect) => effect.kind)).toEqual(['record'])
  })

  it('is not injecting where its only proxy refused it, whatever that proxy injects for somebody else', () => {
    const refusing = proxy({
      refusal: 'RTDS: left alone',
      syncedRevision: 6,
      loaded: null,
      hasTaken: false,
      windows: [window(start + 5000, 406)],
    })
    const { fault: next } = stepFault(fault, seen([refusing]), start + 15_000)
    expect(next).toMatchObject({ state: 'not_injecting', stateReason: 'refused by its proxies: RTDS: left alone' })
    expect(next.injected).toMatchObject({ abortsPerSecond: 0, aborts: 0 })
    expect(next.evidence[0]?.stage).toBe('rejected')
  })

  it('says of how long it has no count, and then never that it injected nothing', () => {
    const clean = { at: start + 60_500, hasGate: false, abortPercent: null, delayPercent: null, bandwidthPercent: null }
    const stopped: Fault = { ...injecting, stopping: { outcome: 'stopped', actor: 'ann', reason: 'enough', at: start + 60_000 } }
    const step = (readTo: number, sharedMs: number) => {
      const windows = [window(start + 61_000, 0), window(start + 66_000, 0)]
      const observation = seen([proxy({ loaded: clean, windows, readTo })], { totals: { aborts: 0, delays: 0, sharedMs, unreadMs: 0 } })
      return stepFault(stopped, observation, start + 71_000).fault
    }
    expect(step(start + 71_000, 0)).toMatchObject({ state: 'ended', stateReason: 'enough; no injection was counted' })
    expect(step(start + 71_000, 4_000)).toMatchObject({
      stateReason: 'enough; its injections are not all counted: 4 seconds were shared with another fault and cannot be told apart',
      injected: { isPartial: true, uncounted: { isAway: false, sharedMs: 4_000, unreadMs: 0 } },
    })
    expect(step(start + 20_000, 0)).toMatchObject({
      injected: { isPartial: true, uncounted: { isAway: false, sharedMs: 0, unreadMs: 40_000 } },
    })
  })

  it('says so when it injects far from its plan', () => {
    const windows = [window(start + 5000, 10), window(start + 10_000, 10)]
    expect(stepFault(fault, seen([proxy({ windows })]), start + 15_000).fault.stateReason).toBe(
      '20 injections counted where the plan says about 200',
    )
  })

  it('is not injecting after two scrapes without one, with the likely cause', () => {
    const loaded: Fault = {
      ...fault,
      evidence: [{ proxyId: 'reviews-v1', stage: 'loaded', at: { stored: start, accepted: start, loaded: start + 1000 } }],
    }
    const windows = [window(start + 5000, 0), window(start + 10_000, 0)]
    expect(stepFault(loaded, seen([proxy({ windows })], { requestsPerSecond: 0 }), start + 15_000).fault).toMatchObject({
      state: 'not_injecting',
      stateReason: 'no request matches its scope',
    })
    expect(stepFault(loaded, seen([proxy({ windows })]), start + 15_000).fault.state).toBe('not_injecting')
    expect(stepFault(fault, seen([]), start + 15_000).fault.stateReason).toContain('no proxy that calls')
  })

  it('ends by its time, and only when every proxy is proved clean', () => {
    const over = fault.endsAt
    const first = stepFault(injecting, seen([proxy({ windows: [window(over - 6000, 90)] })], {}, over), over)
    expect(first.fault).toMatchObject({ state: 'removing', stateReason: 'removal not proved yet on reviews-v1' })
    expect(first.effects[0]).toEqual({ kind: 'withdraw' })
    const clean = { at: over + 500, hasGate: false, abortPercent: null, delayPercent: null, bandwidthPercent: null }
    const moving = [window(over + 1000, 3), window(over + 6000, 0)]
    const second = stepFault(first.fault, seen([proxy({ loaded: clean, windows: moving })], {}, over + 11_000), over + 11_000)
    expect(second.fault).toMatchObject({ state: 'removing' })
    expect(second.fault.evidence[0]?.reason).toBe('its counters still move')
    const flat = [...moving, window(over + 11_000, 0)]
    const third = stepFault(second.fault, seen([proxy({ loaded: clean, windows: flat })], {}, over + 16_000), over + 16_000)
    expect(third.fault).toMatchObject({ state: 'ended', outcome: 'completed', endedAt: over + 16_000 })
  })

  it('says at its end that it injected nothing', () => {
    const stopped: Fault = {
      ...fault,
      state: 'not_injecting',
      stopping: { outcome: 'completed', actor: 'lease', reason: 'its time is over', at: start },
    }
    const over = (aborts: number): Fault =>
      stepFault(stopped, seen([], { totals: { aborts, delays: 0 } }, start + 30_000), start + 30_000).fault
    expect(over(0)).toMatchObject({ state: 'ended', outcome: 'completed', stateReason: 'its time is over; no injection was counted' })
    expect(over(3).stateReason).toBe('its time is over')
  })

  it('ends as soon as two read-backs without a percentage counted the same and a scrape has counted all there was', () => {
    const at = start + 20_000
    const stopped: Fault = { ...injecting, stopping: { outcome: 'stopped', actor: 'ann', reason: 'enough', at } }
    const clean = { at: at + 700, hasGate: true, abortPercent: 0, delayPercent: null, bandwidthPercent: null }
    const counted = (counts: [number, number][], lastWindow = { ...window(at - 4800, 3), to: at + 200 }) => {
      const cleanReads = counts.map(([later, aborts]) => ({ at: at + later, aborts, delays: 0, limits: 0 }))
      return stepFault(stopped, seen([proxy({ loaded: clean, cleanReads, windows: [lastWindow] })], {}, at + 800), at + 800).fault
    }
    expect(
      counted([
        [100, 93],
        [700, 93],
      ]),
    ).toMatchObject({ state: 'ended', outcome: 'stopped', endedAt: at + 800 })
    expect(
      counted(
        [
          [100, 93],
          [700, 93],
        ],
        window(at - 5000, 3),
      ),
    ).toMatchObject({ state: 'removing' })
    expect(
      counted([
        [100, 93],
        [700, 94],
      ]).state,
    ).toBe('removing')
    expect(
      counted([
        [600, 93],
        [700, 93],
      ]).state,
    ).toBe('removing')
    expect(
      counted([
        [-500, 93],
        [700, 93],
      ]).state,
    ).toBe('removing')
    expect(counted([[700, 93]]).state).toBe('removing')
  })

  it('does not end while a proxy still holds a percentage', () => {
    const stopped: Fault = { ...injecting, stopping: { outcome: 'stopped', actor: 'ann', reason: 'enough', at: start + 20_000 } }
    const holds = proxy({
      loaded: { at: start + 40_000, hasGate: true, abortPercent: 20, delayPercent: null, bandwidthPercent: null },
      windows: [window(start + 30_000, 0), window(start + 35_000, 0)],
    })
    const { fault: next } = stepFault(stopped, seen([holds], {}, start + 60_000), start + 60_000)
    expect(next.state).toBe('removing')
    expect(next.evidence[0]?.reason).toBe('its configuration still injects')
  })

  it('takes a proxy that nobody can read as ended by its own clock after 25 s, and says so', () => {
    const stopped: Fault = { ...injecting, stopping: { outcome: 'stopped', actor: 'ann', reason: 'enough', at: start + 20_000 } }
    const dead = proxy({ connected: false, readProblem: 'connection refused' })
    expect(stepFault(stopped, seen([dead], {}, start + 44_000), start + 44_000).fault.state).toBe('removing')
    const { fault: next } = stepFault(stopped, seen([dead], {}, start + 46_000), start + 46_000)
    expect(next).toMatchObject({ state: 'ended', outcome: 'stopped' })
    expect(next.evidence[0]?.reason).toContain('its own clock')
  })

  it('expires and is never resumed when Outrider was away longer than the lease', () => {
    const now = start + 60_000
    const away = stepFault(injecting, seen([proxy()], { renewedAt: start + 44_000 }, now), now)
    expect(away.fault.stopping?.outcome).toBe('expired')
    expect(away.fault.state).toBe('removing')
    expect(stepFault(away.fault, seen([proxy()], {}, now + 5000), now + 5000).fault.state).toBe('removing')
    expect(stepFault(injecting, seen([proxy()], { renewedAt: start + 46_000 }, now), now).fault.state).not.toBe('removing')
  })

  it('expires, however young, when this start came too late for it', () => {
    const now = start + 12_000
    const { fault: next } = stepFault(injecting, seen([proxy()], { renewedAt: start, lapsedMs: 11_000 }, now), now)
    expect(next.stopping).toMatchObject({ outcome: 'expired', reason: expect.stringContaining('11 s') })
  })

  it('keeps its state and evidence while none of its proxies had the time to come back after a restart', () => {
    const now = start + 60_000
    const unseen = seen([], { watchedSince: now - 3_000 }, now)
    expect(stepFault(injecting, unseen, now)).toEqual({ fault: injecting, effects: [] })
    const { fault: later } = stepFault(injecting, seen([], { watchedSince: now - 26_000 }, now), now)
    expect(later.state).toBe('not_injecting')
    const over = stepFault({ ...injecting, endsAt: now }, unseen, now).fault
    expect(over).toMatchObject({ state: 'removing', evidence: injecting.evidence })
  })

  it('is not ended by the clock of its proxies while a restarted Outrider has not watched them that long', () => {
    const removing: Fault = {
      ...injecting,
      state: 'removing',
      stopping: { outcome: 'stopped', actor: 'ann', reason: 'enough', at: start + 20_000 },
    }
    const now = start + 60_000
    const unread = proxy({ connected: false, loaded: null })
    expect(stepFault(removing, seen([unread], { watchedSince: now - 1_000 }, now), now).fault.state).toBe('removing')
    expect(stepFault(removing, seen([unread], { watchedSince: now - 26_000 }, now), now).fault.state).toBe('ended')
  })

  it('is not said to be refused where its gate is in force', () => {
    const windows = [window(start + 5000, 0), window(start + 10_000, 0)]
    const refusing = proxy({ refusal: 'CDS: another service is wrong', windows })
    expect(stepFault(injecting, seen([refusing]), start + 15_000).fault.stateReason).not.toContain('refused')
    expect(stepFault(fault, seen([{ ...refusing, loaded: null }]), start + 15_000).fault.stateReason).toContain('refused by its proxies')
  })

  it('is stopped by a guard that is shown to be passed, with what was counted', () => {
    const guard = { service: 'shop/frontend', metric: 'errorRatio', above: 0.05 } as const
    const guarded: Fault = { ...injecting, guards: [guard] }
    const base = { before: { requests: 10_000, failures: 10 }, phi: 1, isDispersionMeasured: true }
    const shown = (failures: number) =>
      addGuardTick(
        startGuardEvidence(base),
        { to: start + 10_000, reached: { requests: 100, failures }, unreached: { requests: 0, failures: 0 } },
        guard,
        guarded,
      )
    const calm = stepFault(guarded, seen([proxy()], { guards: [shown(6)] }), start + 15_000).fault
    expect(calm.state).toBe('injecting')
    expect(calm.guardEvidence).toEqual([shown(6)])
    const { fault: next } = stepFault(guarded, seen([proxy()], { guards: [shown(20)] }), start + 15_000)
    expect(next.stopping).toMatchObject({
      outcome: 'stopped_by_condition',
      reason: 'errors of shop/frontend: 20 % (20 of 100) of the last 30 s, surely above 5 %; 0.1 % before the start',
    })
  })

  it('reaches removing or its end from every state once it is stopped or over', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('applying', 'injecting', 'not_injecting', 'removing'),
        fc.boolean(),
        fc.integer({ min: 0, max: 100_000 }),
        (state, isStopped, after) => {
          const stopping = isStopped ? ({ outcome: 'red_button', actor: 'ann', reason: 'incident', at: start } as const) : null
          const now = isStopped ? start + after : fault.endsAt + after
          const { fault: next } = stepFault({ ...injecting, state, stopping }, seen([proxy()], {}, now), now)
          expect(['removing', 'ended']).toContain(next.state)
        },
      ),
    )
  })

  it('changes nothing when it sees the same again', () => {
    const windows = [window(start + 5000, 90), window(start + 10_000, 110)]
    const observation = seen([proxy({ windows })])
    const once = stepFault(fault, observation, start + 15_000)
    expect(stepFault(once.fault, observation, start + 15_000)).toEqual({ fault: once.fault, effects: [] })
  })
})
