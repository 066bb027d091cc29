import { describe, expect, it } from 'vitest'
import { drawHour, plainPlan, SimulatedMesh } from '@/bench/canary/simulated-mesh'
import { readBaseline } from './baseline'
import type { CanaryPlan } from './canary-state'
import type { CanaryParameters } from './parameters'
import { presets } from './presets'
import { replayEvidence } from './replay'
import { startCanary } from './start-canary'
import { resumeCommands, stepCanary } from './step-canary'

const start = 1_000_000_000

/** 200 requests a second, 0.5 % errors of the baseline, `times` as many of the canary; in whole numbers, the fractions carried. */
function steadyDraw(times: number, perSecond = 200) {
  let carried = { c: 0, b: 0 }
  return (from: number, to: number, share: number) => {
    const requests = ((to - from) / 1000) * perSecond
    const nc = Math.round(requests * share)
    const nb = requests - nc
    const [c, b] = [carried.c + nc * 0.005 * times, carried.b + nb * 0.005]
    carried = { c: c % 1, b: b % 1 }
    return [{ caller: 'shop/frontend', nc, nb, xc: Math.floor(c), xb: Math.floor(b), latency: null }]
  }
}

function mesh(times = 1, parameters: Partial<CanaryParameters> = {}, plan: Partial<CanaryPlan> = {}, perSecond = 200): SimulatedMesh {
  const all = { ...presets.normal, ...parameters }
  const draw = steadyDraw(times, perSecond)
  const baseline = readBaseline(drawHour(steadyDraw(1, perSecond), all.tickSeconds, start))
  return new SimulatedMesh(startCanary(plainPlan(all, plan), baseline, 7, start), draw)
}

const watching = (times = 1, parameters: Partial<CanaryParameters> = {}): SimulatedMesh => {
  const running = mesh(times, parameters)
  running.run(3, ({ phase }) => phase.name === 'watching')
  expect(running.state.phase.name).toBe('watching')
  return running
}
const weightAsked = ({ state }: SimulatedMesh) => (state.traffic.kind === 'weight' ? state.traffic.weightPercent : null)
const kinds = (running: SimulatedMesh) => running.commands.map((each) => each.kind)
const cause = ({ state }: SimulatedMesh) => (state.phase.name === 'held' ? state.phase.cause : null)
const outcome = ({ state }: SimulatedMesh) => (state.phase.name === 'ended' ? state.phase.outcome : null)

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

describe('holds', () => {
  it('blind without complete numbers for a minute, alerted once, and ends by itself', () => {
    const running = watching()
    for (let i = 0; i < 6; i++) running.tick({ isComplete: false })
    expect(cause(running)).toBe('blind')
    expect(running.state.verdict).toBe('blind')
    expect(running.commands.filter((each) => each.kind === 'alert' && each.key === 'blind')).toHaveLength(1)
    running.tick()
    expect(cause(running)).not.toBe('blind')
  })

  it('blind at once when under 80 % of the caller proxies answer, and rolls back only where the plan says so', () => {
    for (const onBlind of ['hold', 'rollback'] as const) {
      const running = watching(1, { onBlind })
      running.proxyChanges[0] = { answers: false }
      running.step()
      expect(onBlind === 'hold' ? cause(running) : running.state.phase.name).toBe(onBlind === 'hold' ? 'blind' : 'rolling_back')
    }
  })

  it('drift after a foreign edit, until it is adopted or restored', () => {
    const running = watching()
    running.changes = { policy: { revision: 8, isOwn: false, words: 'timeout 3s → 1s by bob' } }
    running.step()
    expect(running.state.phase).toMatchObject({ cause: 'drift', text: 'the policy was edited: timeout 3s → 1s by bob' })
    running.ask('restore', 'not now')
    expect(running.commands).toContainEqual({ kind: 'restore_policy', toRevision: 7, reason: 'not now' })
    running.ask('promote', 'go')
    expect(running.state.goal).toBe('step')
    running.ask('adopt', 'fine')
    running.step()
    expect(running.state.phase.name).toBe('watching')
    expect(running.state.policyRevision).toBe(8)
  })

  it('an edit of its own is no drift', () => {
    const running = watching()
    running.changes = { policy: { revision: 8, isOwn: true, words: '' } }
    running.step()
    expect(running.state.phase.name).toBe('watching')
  })

  it('takes the weight to 0 first when the version loses its last instance, and comes back by itself', () => {
    const running = watching()
    for (const proxy of running.proxyChanges) proxy.canaryHealthy = 0
    running.step()
    expect(cause(running)).toBe('unhealthy_version')
    expect(weightAsked(running)).toBe(0)
    for (let i = 0; i < 20; i++) running.tick()
    running.proxyChanges = [{}, {}]
    running.step()
    expect(running.state.phase.name).toBe('applying')
    expect(weightAsked(running)).toBe(5)
  })

  it('on a failing baseline, which is shown and never sends all traffic to the canary', () => {
    const running = watching()
    running.draw = (from, to, share) => steadyDraw(20)(from, to, share).map((each) => ({ ...each, xb: Math.round(each.nb * 0.2) }))
    for (let i = 0; i < 12; i++) running.tick()
    expect(running.state.phase).toMatchObject({
      name: 'held',
      cause: 'unhealthy_version',
      text: expect.stringContaining('v1 itself fails'),
    })
    expect(weightAsked(running)).toBe(5)
  })

  it('paused keeps weight and lease until it is resumed', () => {
    const running = watching()
    running.ask('pause', 'lunch')
    for (let i = 0; i < 30; i++) running.tick()
    expect(cause(running)).toBe('paused')
    expect(weightAsked(running)).toBe(5)
    expect(running.state.leaseUntil).toBe(running.now + 300_000)
    running.ask('resume')
    expect(running.state.phase.name).not.toBe('held')
  })

  it('while another holder acts on the route by override, and leaves its ticks out', () => {
    const running = watching(10)
    running.changes = { lock: { holder: 'fault f-1' } }
    const before = running.state.evidence
    running.tick()
    expect(cause(running)).toBe('paused')
    expect(running.state.evidence).toEqual(before)
  })
})

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

describe('leases', () => {
  it('a lease that was lost ends expired: the proxies went back by themselves, and nothing is resumed', () => {
    const running = watching()
    const renewedAt = running.now
    running.now += 40_000
    running.step({ renewedAt })
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
