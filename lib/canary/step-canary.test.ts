import { describe, expect, it } from 'vitest'
import { cause, kinds, mesh, outcome, steadyDraw, watching, weightAsked } from '@/bench/canary/steady-mesh'
import type { CanaryParameters } from '@/lib/mesh/canary'
import type { CanaryPlan } from './canary-state'
import { resumeCommands, stepCanary } from './step-canary'

describe('a canary that is alike', () => {
  it('goes through its steps and ends promoted, as plain policy, with the old version kept warm', () => {
    const running = mesh()
    expect(running.run(60)).not.toBeNull()
    expect(outcome(running)).toBe('promoted')
    const weights = running.commands.flatMap((each) =>
      each.kind === 'set_traffic' && each.traffic.kind === 'weight' ? [each.traffic.weightPercent] : [],
    )
    expect(weights).toEqual([5, 10, 25, 50, 100])
    expect(kinds(running).slice(-4)).toEqual(['write_policy', 'record', 'drop_lease', 'notify'])
    expect(running.commands).toContainEqual(expect.objectContaining({ kind: 'write_policy', weightPercent: 100 }))
    expect(running.state.warmOldUntil).toBe(running.now + 900_000)
    expect(running.state.overrides).toEqual([])
  })

  it('stays on a step for its minimum, and time alone never advances it', () => {
    const running = watching()
    running.draw = (_from, _to) => []
    expect(running.run(200, ({ step }) => step > 0)).toBeNull()
    expect(cause(running)).toBe('unknown')
    expect(weightAsked(running)).toBe(5)
  })

  it('ends inconclusive at its deadline, and never promotes there', () => {
    const running = mesh(1, { deadlineSeconds: 600 }, {}, 0)
    running.run(60)
    expect(outcome(running)).toBe('inconclusive')
    const holding = mesh(1, { deadlineSeconds: 600, onDeadline: 'hold' }, {}, 0)
    holding.run(60)
    expect(holding.state.phase.name).toBe('held')
  })
})

describe('a canary that fails more', () => {
  it('is rolled back in one jump and ends only when weight 0 is proved', () => {
    const running = watching(10)
    running.run(20, ({ phase }) => phase.name === 'rolling_back' || phase.name === 'ended')
    expect(running.commands).toContainEqual(expect.objectContaining({ kind: 'set_traffic', traffic: { kind: 'weight', weightPercent: 0 } }))
    expect(running.commands).toContainEqual(expect.objectContaining({ kind: 'write_policy', weightPercent: 0 }))
    expect(outcome(running)).toBe('rolled_back')
    expect(running.state.verdict).toBe('worse')
    expect(running.state.phase).toMatchObject({
      text: expect.stringMatching(/^worse: 5[.\d]* % of canary requests failed, 0[.]\d+ % of baseline requests$/),
    })
  })

  it('keeps rolling back, names the laggards and alerts, while a proxy cannot be proved', () => {
    const running = watching(10)
    running.run(20, ({ evidence }) => evidence.isWorse || weightAsked(running) !== 5)
    const late = watching(10)
    late.proxyChanges[1] = { loaded: { kind: 'weight', weightPercent: 5 }, problem: 'disconnected' }
    late.run(20, ({ phase }) => phase.name === 'rolling_back')
    late.run(400)
    expect(late.state.phase).toMatchObject({ name: 'rolling_back', laggards: ['frontend-2 (disconnected)'] })
    expect(late.commands.filter((each) => each.kind === 'alert' && each.key === 'rollback_not_proved')).toHaveLength(1)
    late.proxyChanges[1] = {}
    late.tick()
    expect(outcome(late)).toBe('rolled_back')
  })

  it('holds instead where the plan says so, and goes on with new evidence when a person says why', () => {
    const running = watching(10, { onWorse: 'hold' })
    running.run(20, ({ evidence }) => evidence.isWorse)
    expect(cause(running)).toBe('approval')
    expect(weightAsked(running)).toBe(5)
    running.ask('resume', '')
    expect(running.state.evidence.restarts).toBe(0)
    running.ask('resume', 'the errors are ours: a test client')
    expect(running.state.evidence).toMatchObject({ restarts: 1, isWorse: false })
    expect(running.state.overrides).toHaveLength(1)
  })

  it('shrinks to the step before, once, where the plan says so; from the first step it rolls back', () => {
    const running = watching(1, { onWorse: 'shrink' })
    running.run(40, ({ step }) => step === 2)
    running.draw = steadyDraw(20)
    running.run(40, ({ step }) => step === 1)
    expect(weightAsked(running)).toBe(10)
    running.run(20)
    expect(weightAsked(running)).toBe(10)
    expect(cause(running)).toBe('approval')
    const first = watching(20, { onWorse: 'shrink' })
    first.run(20)
    expect(outcome(first)).toBe('rolled_back')
  })

  it('does not roll back by itself onto a baseline without an instance', () => {
    const running = watching(10)
    for (const proxy of running.proxyChanges) proxy.baselineHealthy = 0
    running.run(20, ({ evidence }) => evidence.isWorse)
    expect(cause(running)).toBe('unhealthy_version')
    expect(weightAsked(running)).toBe(5)
  })

  it('does not roll back by itself when the A/A test alarmed too; a person decides', () => {
    const running = watching(10)
    const draw = running.draw
    running.draw = (from, to, share) => draw(from, to, share).map((each) => ({ ...each, halves: { nc: 1000, nb: 1000, xc: 60, xb: 2 } }))
    running.run(20, ({ evidence }) => evidence.isWorse && evidence.halves.hasAlarmed)
    running.run(3)
    expect(cause(running)).toBe('untrusted')
    expect(weightAsked(running)).toBe(5)
    running.ask('abort')
    expect(outcome(running) ?? running.state.phase.name).toMatch(/rolling_back|aborted/)
  })
})

describe('proof before judging', () => {
  it('counts no tick before the weight is in force and warm', () => {
    const running = mesh(10)
    running.isLoading = false
    running.run(5)
    expect(running.state.evidence.ticks).toBe(0)
    expect(running.state.phase).toMatchObject({ name: 'held', cause: 'not_in_force', text: expect.stringContaining('frontend-1') })
    running.isLoading = true
    running.loaded = running.state.traffic
    running.tick()
    running.tick()
    expect(running.state.evidence.ticks).toBe(0)
    running.tick()
    expect(running.state.evidence.ticks).toBe(1)
  })

  it('rolls back when a proxy refuses, with its words', () => {
    const running = mesh()
    running.tick()
    running.proxyChanges[0] = { refusal: 'unknown cluster' }
    running.step()
    expect(running.state.phase).toMatchObject({ name: 'rolling_back', text: expect.stringContaining('unknown cluster') })
  })

  it('holds while a proxy has lost the weight, and goes on by itself', () => {
    const running = watching()
    running.proxyChanges[0] = { loaded: { kind: 'weight', weightPercent: 0 } }
    running.step()
    expect(cause(running)).toBe('not_in_force')
    running.proxyChanges[0] = {}
    running.step()
    expect(running.state.phase.name).toBe('watching')
  })
})

describe('leases', () => {
  it('a lease that was lost ends expired: the proxies went back by themselves, and nothing is resumed', () => {
    const running = watching()
    const renewedAt = running.now
    running.now += 40_000
    running.step({ renewedAt })
    running.step()
    expect(outcome(running)).toBe('expired')
  })

  it('values that ended in the proxies while this process stood still end it expired, however short that was', () => {
    const running = watching()
    const renewedAt = running.now
    running.now += 11_000
    running.step({ renewedAt, lapsedMs: 15_400 })
    expect(running.state.phase).toMatchObject({
      name: 'rolling_back',
      outcome: 'expired',
      text: 'Outrider did not renew its lease for 15 s: the proxies went back to v1 by themselves',
    })
    running.step()
    expect(outcome(running)).toBe('expired')
  })

  it('a restart within the lease goes on where it was, and sends its weight again', () => {
    const running = watching()
    expect(resumeCommands(running.state)).toEqual([
      expect.objectContaining({ kind: 'set_traffic', traffic: { kind: 'weight', weightPercent: 5 } }),
    ])
    const renewedAt = running.now
    running.now += 9000
    running.step({ renewedAt })
    expect(running.state.phase.name).toBe('watching')
  })

  it('a canary that keeps its weight without Outrider goes on after it, with a new proof', () => {
    const running = watching(1, { onLeaseLost: 'keep' })
    const renewedAt = running.now
    running.now += 400_000
    running.step({ renewedAt })
    expect(running.state.phase.name).not.toBe('rolling_back')
    running.run(60)
    expect(outcome(running)).toBe('promoted')
  })

  it('a clock that goes back stands still', () => {
    const running = watching()
    const { at } = running.state
    const { state } = stepCanary(running.state, running.observe({ renewedAt: at }), at - 3_600_000)
    expect(state.at).toBe(at)
    expect(state.phase.name).toBe('watching')
  })
})

describe('pre-flight', () => {
  it.each([
    ['no healthy instance', { proxies: [] }],
    ['a lock', { lock: { holder: 'fault f-1' } }],
    ['a version that does not exist', { canaryExists: false }],
    ['drift', { drift: 'v2 has 30 %, asked 0 %' }],
    ['an edit since the plan', { policy: { revision: 9, isOwn: false, words: 'by bob' } }],
  ])('%s keeps it a draft, at weight 0, with the reason', (_name, changes) => {
    const running = mesh()
    running.changes = changes
    running.tick()
    expect(running.state.phase).toMatchObject({ name: 'draft', problems: [expect.any(String)] })
    expect(running.commands).toEqual([])
  })

  it('refuses one version against itself, Δ = 0, 100 % as a step, and a duration in the past', () => {
    const problems = (parameters: Partial<CanaryParameters>, plan: Partial<CanaryPlan> = {}) => {
      const running = mesh(1, parameters, plan)
      running.step()
      const { phase } = running.state
      return phase.name === 'draft' ? phase.problems.join() : phase.name === 'ended' ? phase.text : ''
    }
    expect(problems({}, { version: 'v1' })).toContain('compared with itself')
    expect(problems({ marginErrors: 0 })).toContain('can never be shown')
    expect(problems({ steps: [{ kind: 'weight', weightPercent: 100 }] })).toContain('no baseline')
    expect(problems({ deadlineSeconds: -1 })).toContain('in the past')
    expect(problems({})).toBe('')
  })

  it('a version that vanishes ends the canary at weight 0', () => {
    const running = watching()
    running.changes = { canaryExists: false }
    running.step()
    running.step()
    expect(outcome(running)).toBe('inconclusive')
  })
})
