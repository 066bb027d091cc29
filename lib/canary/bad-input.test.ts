import { describe, expect, it } from 'vitest'
import type { SimulatedMesh } from '@/bench/canary/simulated-mesh'
import { cause, mesh, outcome, steadyDraw, watching, weightAsked } from '@/bench/canary/steady-mesh'

const text = ({ state }: SimulatedMesh): string => (state.phase.name === 'held' ? state.phase.text : '')
const ticks = (running: SimulatedMesh, count: number): void => {
  for (let i = 0; i < count; i++) running.tick()
}

describe('what no canary was made for has an outcome, in words, and the traffic stays where it is safe', () => {
  it('no traffic: it waits at its first weight, says that nothing was counted, and ends inconclusive at its deadline at 0', () => {
    const running = watching(1, { deadlineSeconds: 1_800 })
    running.draw = () => []
    ticks(running, 40)
    expect([cause(running), text(running)]).toEqual(['unknown', 'unknown: the canary has had no counted request yet'])
    expect(weightAsked(running)).toBe(5)
    ticks(running, 120)
    expect([outcome(running), weightAsked(running)]).toEqual(['inconclusive', 0])
  })

  it('traffic on one arm only: no evidence for either side, named by the arm that has none', () => {
    const running = watching()
    const silent = (arm: 'nc' | 'nb'): void => {
      const errors = arm === 'nc' ? { xc: 0 } : { xb: 0 }
      running.draw = (from, to, share) => steadyDraw(20)(from, to, share).map((stratum) => ({ ...stratum, [arm]: 0, ...errors }))
    }
    silent('nc')
    ticks(running, 40)
    expect([cause(running), text(running)]).toEqual(['unknown', 'unknown: the canary has had no counted request yet'])
    const other = watching()
    other.draw = (from, to, share) => steadyDraw(20)(from, to, share).map((stratum) => ({ ...stratum, nb: 0, xb: 0 }))
    ticks(other, 40)
    expect([cause(other), text(other)]).toEqual(['unknown', 'unknown: the baseline has had no counted request yet'])
    for (const { state } of [running, other]) expect([state.evidence.isWorse, state.evidence.peakLn]).toEqual([false, 0])
  })

  it('traffic that stops and comes back: it waits, and goes on by itself to the end', () => {
    const running = watching()
    running.draw = () => []
    ticks(running, 40)
    expect(weightAsked(running)).toBe(5)
    running.draw = steadyDraw(1)
    running.run(200)
    expect(outcome(running)).toBe('promoted')
  })

  it('counters that go backwards, and counts that cannot be: left out with the reason, and the rest is judged', () => {
    const running = watching(20)
    running.tick()
    const broken = (from: number, to: number, share: number) => steadyDraw(20)(from, to, share).map((each) => ({ ...each, nc: -5, xc: 0 }))
    const draw = running.draw
    running.draw = broken
    ticks(running, 3)
    const left = running.commands.flatMap((each) => (each.kind === 'store_tick' ? [each.decided.leftOut] : []))
    expect(left.slice(-3)).toEqual(Array.from({ length: 3 }, () => 'shop/frontend: a count is negative or not whole'))
    running.draw = draw
    running.run(40)
    expect(outcome(running)).toBe('rolled_back')
  })

  it('an instance that restarts: a tick in which counters of one arm began anew does not count', () => {
    const running = watching(20)
    running.tick()
    const { evidence } = running.state
    running.tick({ dirty: 'counters of one arm began anew' })
    expect(running.state.evidence).toEqual(evidence)
    running.run(40)
    expect(outcome(running)).toBe('rolled_back')
  })

  it('missing scrapes: blind after a minute, at the weight it has, and it goes on by itself', () => {
    const running = watching()
    for (let i = 0; i < 6; i++) running.tick({ isComplete: false })
    expect([cause(running), text(running)]).toEqual(['blind', expect.stringMatching(/^no complete numbers for \d+ s$/)])
    expect([running.state.verdict, weightAsked(running)]).toEqual(['blind', 5])
    running.run(200)
    expect(outcome(running)).toBe('promoted')
  })

  it('a clock that goes back an hour: it stands still, and moves nothing', () => {
    const running = watching()
    const { at } = running.state
    running.now -= 3_600_000
    running.step()
    expect([running.state.at, weightAsked(running), running.state.phase.name]).toEqual([at, 5, 'watching'])
  })

  it('a clock that leaps ahead by more than a lease: expired at weight 0, as nobody can know what the proxies kept', () => {
    const running = watching()
    const renewedAt = running.now
    running.now += 3_600_000
    running.step({ renewedAt })
    running.run(5)
    expect([outcome(running), weightAsked(running)]).toEqual(['expired', 0])
  })

  it('one version only, Δ = 0, no baseline beside 100 %, a duration in the past: it never begins, and says each', () => {
    const running = mesh(1, { marginErrors: 0, steps: [{ kind: 'weight', weightPercent: 100 }], deadlineSeconds: -1 }, { baseline: 'v2' })
    running.step()
    const { phase } = running.state
    const problems = phase.name === 'draft' ? phase.problems.join('; ') : phase.name === 'ended' ? phase.text : ''
    for (const words of ['compared with itself', 'no worse by 0', '100 leaves no baseline', 'a duration in the past'])
      expect(problems).toContain(words)
    expect(weightAsked(running)).toBe(0)
  })

  it('a target version that vanishes: weight 0 first, then the end', () => {
    const running = watching()
    running.changes = { canaryExists: false }
    running.run(5)
    expect([outcome(running), weightAsked(running)]).toEqual(['inconclusive', 0])
  })

  it('a baseline that vanishes: it is held, and nobody is sent to a version that is not shown to be as good', () => {
    const running = watching()
    running.changes = { baselineExists: false }
    ticks(running, 40)
    expect([cause(running), text(running)]).toEqual(['unhealthy_version', 'v1 has no healthy instance'])
    expect(weightAsked(running)).toBe(5)
  })
})
