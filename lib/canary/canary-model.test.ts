import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawHour, plainPlan, SimulatedMesh } from '@/bench/canary/simulated-mesh'
import { readBaseline } from './baseline'
import { type CanaryState, weightOf } from './canary-state'
import type { PersonRequest } from './observation'
import { presets } from './presets'
import { startCanary } from './start-canary'
import { stepCanary } from './step-canary'

const start = 1_000_000_000
const hour = (_from: number, _to: number, share: number) => [
  { caller: 'a', nc: 3000 * share, nb: 3000 * (1 - share), xc: 0, xb: 15, latency: null },
]
const baseline = readBaseline(drawHour(hour, 15, start))

/** What may happen to a canary between two steps. */
type Event =
  | { kind: 'tick'; errors: number; baseErrors: number; isComplete: boolean; hasTraffic: boolean; halves: number; times: number }
  | { kind: 'ask'; what: PersonRequest['kind']; reason: string; step: number }
  | { kind: 'proxy'; index: number; change: 'refuses' | 'silent' | 'stale' | 'no canary' | 'no baseline' | 'fine' }
  | { kind: 'world'; change: 'edit' | 'lock' | 'drift' | 'vanish' | 'no proxies' | 'fine' }
  | { kind: 'away'; seconds: number }

const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('tick' as const),
      errors: fc.constantFrom(0, 1, 1, 1, 8, 90),
      baseErrors: fc.constantFrom(5, 14, 14, 400),
      isComplete: fc.constantFrom(true, true, true, false),
      hasTraffic: fc.constantFrom(true, true, true, false),
      halves: fc.constantFrom(2, 2, 2, 80),
      times: fc.constantFrom(1, 1, 1, 12),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      what: fc.constantFrom<PersonRequest['kind'][]>('pause', 'resume', 'promote', 'jump', 'supersede', 'adopt', 'restore'),
      reason: fc.constantFrom('', 'because'),
      step: fc.nat(4),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('proxy' as const),
      index: fc.nat(1),
      change: fc.constantFrom(
        'refuses' as const,
        'silent' as const,
        'stale' as const,
        'no canary' as const,
        'no baseline' as const,
        'fine' as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('world' as const),
      change: fc.constantFrom(
        'edit' as const,
        'lock' as const,
        'drift' as const,
        'vanish' as const,
        'no proxies' as const,
        'fine' as const,
        'fine' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('away' as const), seconds: fc.constantFrom(3, 9, 60) }) },
)
const proxyChanges = {
  refuses: { refusal: 'no' },
  silent: { answers: false },
  stale: { loaded: null },
  'no canary': { canaryHealthy: 0 },
  'no baseline': { baselineHealthy: 0 },
  fine: {},
}

function happen(mesh: SimulatedMesh, event: Event): void {
  switch (event.kind) {
    case 'tick':
      mesh.draw = (_from, _to, share) => {
        const nc = event.hasTraffic ? 3000 * share : 0
        const nb = event.hasTraffic ? 3000 - nc : 0
        const halves = { nc: 1000, nb: 1000, xc: event.halves, xb: 2 }
        return [{ caller: 'a', nc, nb, xc: Math.min(nc, event.errors), xb: Math.min(nb, event.baseErrors), latency: null, halves }]
      }
      for (let i = 0; i < event.times; i++) mesh.tick({ isComplete: event.isComplete })
      return
    case 'ask':
      mesh.ask(event.what, event.reason, event.step)
      return
    case 'proxy':
      mesh.proxyChanges[event.index] = proxyChanges[event.change]
      mesh.step()
      return
    case 'world':
      mesh.changes = toChanges(event.change, mesh.state)
      mesh.step()
      return
    case 'away': {
      const renewedAt = mesh.now
      mesh.now += event.seconds * 1000
      mesh.step({ renewedAt })
    }
  }
}

function toChanges(change: Extract<Event, { kind: 'world' }>['change'], state: CanaryState): SimulatedMesh['changes'] {
  switch (change) {
    case 'edit':
      return { policy: { revision: state.policyRevision + 1, isOwn: false, words: 'by bob' } }
    case 'lock':
      return { lock: { holder: 'fault f-1' } }
    case 'drift':
      return { drift: 'v2 has 30 %' }
    case 'vanish':
      return { canaryExists: false }
    case 'no proxies':
      return { proxies: [] }
    case 'fine':
      return {}
  }
}

const anyParameters = fc.record({
  onWorse: fc.constantFrom('rollback' as const, 'hold' as const, 'shrink' as const),
  onBlind: fc.constantFrom('hold' as const, 'rollback' as const),
  onDeadline: fc.constantFrom('hold' as const, 'rollback' as const),
  onLeaseLost: fc.constantFrom('revert' as const, 'keep' as const),
  deadlineSeconds: fc.constantFrom(900, 21_600),
})
const anyLife = fc.tuple(anyParameters, fc.array(anyEvent, { maxLength: 80 }))
const begin = (parameters: object) =>
  new SimulatedMesh(startCanary(plainPlan({ ...presets.normal, ...parameters }), baseline, 7, start), hour)

it('the lives that are tried visit every state, hold and outcome', () => {
  const seen = new Set<string>()
  for (const [parameters, events] of fc.sample(anyLife, { numRuns: 1500, seed: 1 })) {
    const mesh = begin(parameters)
    for (const event of [...events, { kind: 'ask', what: 'abort', reason: '', step: 0 } as const]) {
      happen(mesh, event)
      const { phase } = mesh.state
      seen.add(phase.name === 'held' ? phase.cause : phase.name === 'ended' ? phase.outcome : phase.name)
    }
  }
  const states = ['draft', 'applying', 'watching', 'promoting', 'rolling_back']
  const causes = ['unknown', 'blind', 'not_in_force', 'paused', 'drift', 'unhealthy_version', 'untrusted', 'approval']
  const outcomes = ['promoted', 'rolled_back', 'inconclusive', 'aborted', 'superseded', 'expired']
  expect([...states, ...causes, ...outcomes].filter((name) => !seen.has(name))).toEqual([])
})

describe('whatever happens', () => {
  it('no step or promotion is entered upwards without NOT WORSE in the step before, or a person', () => {
    fc.assert(
      fc.property(anyLife, ([parameters, events]) => {
        const mesh = begin(parameters)
        let highest = 0
        for (const event of events) {
          const before = mesh.state
          const told = mesh.commands.length
          happen(mesh, event)
          const after = mesh.state
          const asked = weightOf(after.traffic)
          if (asked <= highest) continue
          const isStart = before.startedAt === null && after.step === 0
          const isDecided = after.overrides.length > before.overrides.length
          const evidence = after.stepEntry === before.stepEntry ? after.evidence : null
          const isShown = mesh.commands
            .slice(told)
            .some((each) => each.kind === 'record' && each.actor === 'canary' && each.text.startsWith('not worse') && each.to !== 'held')
          expect(
            isStart ||
              isDecided ||
              (isShown && (event.kind !== 'ask' || before.verdict === 'not_worse')) ||
              (evidence !== null && after.verdict === 'not_worse'),
          ).toBe(true)
          highest = asked
        }
      }),
      { numRuns: 300 },
    )
  })

  it('goes on at once when a person resumes what was paused and has been shown not worse meanwhile', () => {
    const calmTick: Event = { kind: 'tick', errors: 0, baseErrors: 5, isComplete: true, hasTraffic: true, halves: 2, times: 1 }
    const mesh = begin({})
    happen(mesh, calmTick)
    mesh.ask('pause')
    happen(mesh, { ...calmTick, times: 12 })
    expect(mesh.state).toMatchObject({ step: 0, verdict: 'not_worse', phase: { name: 'held', cause: 'paused' } })
    mesh.ask('resume')
    expect(mesh.state.step).toBe(1)
  })

  it('abort reaches weight 0 and an end from every state, and twice is once', () => {
    fc.assert(
      fc.property(anyLife, ([parameters, events]) => {
        const mesh = begin(parameters)
        for (const event of events) happen(mesh, event)
        const ended = mesh.state.phase.name === 'ended'
        mesh.ask('abort')
        if (!ended) expect(weightOf(mesh.state.traffic)).toBe(0)
        expect(['rolling_back', 'ended']).toContain(mesh.state.phase.name)
        mesh.proxyChanges = [{}, {}]
        mesh.changes = {}
        mesh.step()
        mesh.step()
        expect(mesh.state.phase.name).toBe('ended')
        const { state } = mesh
        expect(mesh.ask('abort').filter((each) => each.kind !== 'answer')).toEqual([])
        expect({ ...mesh.state, answered: [] }).toEqual({ ...state, answered: [] })
      }),
      { numRuns: 200 },
    )
  })

  it('the same observation again commands nothing and changes nothing', () => {
    fc.assert(
      fc.property(anyLife, ([parameters, events]) => {
        const mesh = begin(parameters)
        for (const event of events) happen(mesh, event)
        const observation = mesh.observe()
        const once = stepCanary(mesh.state, observation, mesh.now)
        const twice = stepCanary(once.state, observation, mesh.now)
        const thrice = stepCanary(twice.state, observation, mesh.now)
        expect(thrice).toEqual({ state: twice.state, commands: [] })
      }),
      { numRuns: 200 },
    )
  })

  it('a state stored as JSON and read again steps to the same bytes: kill -9 loses and doubles nothing', () => {
    fc.assert(
      fc.property(anyLife, ([parameters, events]) => {
        const [steady, killed] = [begin(parameters), begin(parameters)]
        for (const event of events) {
          happen(steady, event)
          killed.state = JSON.parse(JSON.stringify(killed.state))
          happen(killed, event)
          expect(JSON.stringify(killed.state)).toBe(JSON.stringify(steady.state))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('WORSE never stands beside an automatic rise, and every hold names its cause and its exit', () => {
    fc.assert(
      fc.property(anyLife, ([parameters, events]) => {
        const mesh = begin(parameters)
        for (const event of events) {
          const before = mesh.state
          happen(mesh, event)
          const { state } = mesh
          if (before.evidence.isWorse && state.evidence.isWorse && weightOf(before.traffic) > 0)
            expect(weightOf(state.traffic)).toBeLessThanOrEqual(weightOf(before.traffic))
          if (state.phase.name === 'held') {
            expect(state.phase.text).not.toBe('')
            expect(state.phase.exit).not.toBe('')
          }
          if (
            state.phase.name === 'ended' &&
            before.phase.name !== 'ended' &&
            before.phase.name !== 'draft' &&
            state.phase.outcome !== 'promoted'
          )
            expect(weightOf(state.traffic)).toBe(0)
        }
      }),
      { numRuns: 200 },
    )
  })
})
