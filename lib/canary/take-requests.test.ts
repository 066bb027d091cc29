import { describe, expect, it } from 'vitest'
import { mesh, outcome, steadyDraw, watching, weightAsked } from '@/bench/canary/steady-mesh'
import { presets } from './presets'
import { replayEvidence } from './replay'

describe('people', () => {
  it('promote before the proof only with a reason, which is kept as an override', () => {
    const running = watching()
    running.ask('promote', ' ')
    expect(weightAsked(running)).toBe(5)
    running.ask('promote', 'we must')
    running.step()
    expect(outcome(running)).toBe('promoted')
    expect(running.state.overrides).toEqual([expect.objectContaining({ actor: 'ann', reason: 'we must' })])
  })

  it('jump to any step with a reason', () => {
    const running = watching()
    running.ask('jump', 'known good', 3)
    expect(weightAsked(running)).toBe(50)
    expect(running.ask('jump', 'known good', 9)[0]).toMatchObject({ kind: 'answer', accepted: false })
  })

  it('supersede: back to 0, a new run is another canary', () => {
    const running = watching()
    running.ask('supersede', 'v3 is out')
    running.step()
    expect(outcome(running)).toBe('superseded')
  })

  it('approve a cohort step and a mirror step, which cannot be judged', () => {
    const running = mesh(1, {
      steps: [{ kind: 'mirror', percent: 5 }, { kind: 'cohort', header: 'x-tester', value: 'yes' }, ...presets.normal.steps],
    })
    for (const step of [0, 1]) {
      running.run(20, ({ phase }) => phase.name === 'held' && phase.cause === 'approval')
      expect(running.state.step).toBe(step)
      expect(running.state.evidence.ticks).toBe(0)
      running.ask('resume')
    }
    expect(running.state.step).toBe(2)
    expect(weightAsked(running)).toBe(5)
  })

  it('are answered once, also when a request is delivered again after a crash', () => {
    const running = watching()
    const request = { id: 'r-1', kind: 'jump', actor: 'ann', reason: 'known good', step: 2 } as const
    running.step({ requests: [request] })
    const entry = running.state.stepEntry
    running.step({ requests: [request] })
    expect(running.state.stepEntry).toBe(entry)
  })
})

describe('replay', () => {
  it('of the stored ticks gives the evidence byte for byte, through overrides and duplicate ticks', () => {
    const running = watching(10, { onWorse: 'hold' })
    running.run(20, ({ evidence }) => evidence.isWorse)
    running.ask('resume', 'a test client')
    running.draw = steadyDraw(1)
    for (let i = 0; i < 30; i++) running.tick()
    const decided = running.commands.flatMap((each) => (each.kind === 'store_tick' ? [each.decided] : []))
    const stored = JSON.parse(JSON.stringify({ decided, baseline: running.state.baseline }))
    const replayed = replayEvidence(running.state.evidence.version, stored.decided, stored.baseline, running.state.plan.parameters)
    const atLastTick = JSON.stringify({ ...running.state.evidence, step: replayed.step })
    expect(JSON.stringify(replayed)).toBe(atLastTick)
    expect(() => replayEvidence('canary-evidence 0', [], running.state.baseline, running.state.plan.parameters)).toThrow('decided by')
  })

  it('ignores a tick that comes twice or late', () => {
    const running = watching()
    running.tick()
    running.tick()
    const { evidence, decidedUntil } = running.state
    const strata = running.draw(0, 15_000, 0.05)
    running.step({ ticks: [{ from: running.now - 15_000, to: running.now, strata, dirty: null, isComplete: true, instances: [] }] })
    expect(running.state.evidence).toEqual(evidence)
    expect(running.state.decidedUntil).toBe(decidedUntil)
  })

  it('leaves out counts that cannot be, with the reason, and stores them', () => {
    const running = watching()
    running.tick()
    running.draw = () => [{ caller: 'shop/frontend', nc: -4, nb: 10, xc: 0, xb: 0, latency: null }]
    const { evidence } = running.state
    running.tick()
    expect(running.state.evidence).toEqual(evidence)
    const stored = running.commands.flatMap((each) => (each.kind === 'store_tick' ? [each.decided.leftOut] : []))
    expect(stored.at(-1)).toContain('negative')
  })
})
