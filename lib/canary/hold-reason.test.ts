import { describe, expect, it } from 'vitest'
import { cause, steadyDraw, watching, weightAsked } from '@/bench/canary/steady-mesh'

describe('the split check', () => {
  it('alerts once when traffic disagrees with the weight in force, and steers nothing', () => {
    const running = watching()
    running.draw = (from, to) => steadyDraw(1)(from, to, 0.02)
    for (let i = 0; i < 6; i++) running.tick()
    const alerts = running.commands.filter((each) => each.kind === 'alert')
    expect(alerts).toEqual([{ kind: 'alert', key: 'split', text: 'the canary gets 2 % of the requests where 5 % was asked for' }])
    expect(running.state.phase.name).toBe('watching')
  })

  it('is silent where another rule sends testers to the version: a tenth of the requests beside a fifth of theirs is no fault of the split', () => {
    const running = watching()
    running.changes = { unsplitRules: ['testers'] }
    running.draw = (from, to) => steadyDraw(1)(from, to, 0.25)
    for (let i = 0; i < 6; i++) running.tick()
    expect(running.commands.filter((each) => each.kind === 'alert')).toEqual([])
  })
})

describe('a version that another rule sends requests to as well', () => {
  const mixed = (times: number) => {
    const running = watching(times)
    running.changes = { unsplitRules: ['testers'] }
    return running
  }

  it('is not judged by counts that hold those requests: its ticks are left out, and it waits for a person', () => {
    const running = mixed(10)
    expect(running.run(60, () => cause(running) === 'approval')).not.toBeNull()
    const ticks = running.commands.flatMap((each) => (each.kind === 'store_tick' ? [each.decided.leftOut] : []))
    expect(new Set(ticks.slice(-5))).toEqual(new Set(['requests of testers are counted with it']))
    expect(running.state.verdict).toBe('unknown')
    expect(running.state.phase).toMatchObject({ text: expect.stringContaining('requests of testers go to its versions too') })
    expect(weightAsked(running)).toBe(5)
  })

  it('goes on step by step, and to the end, as a person resumes it', () => {
    const running = mixed(1)
    const weights: (number | null)[] = []
    for (let step = 0; step < 4; step++) {
      expect(running.run(60, () => cause(running) === 'approval')).not.toBeNull()
      weights.push(weightAsked(running))
      running.ask('resume', 'looked at it')
    }
    expect(weights).toEqual([5, 10, 25, 50])
    expect(running.state.goal).toBe('promotion')
    expect(running.state.overrides).toHaveLength(4)
  })

  it('is judged again when the rule is gone', () => {
    const running = mixed(10)
    running.run(60, () => cause(running) === 'approval')
    running.changes = {}
    running.run(20, ({ phase }) => phase.name === 'rolling_back')
    expect(running.state.verdict).toBe('worse')
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

  it('by a value of an admin layer names it, and the exit that takes it out', () => {
    const override = { proxyId: 'frontend-1', key: 'split.reviews.v2' }
    const exit = 'overwrite the drift split.reviews.v2 on the page of frontend-1, which takes it out, or abort'
    const running = watching()
    running.changes = { drift: 'frontend-1 has 80 % where 5 % was asked', overrides: [override] }
    running.step()
    const text = 'frontend-1 has 80 % where 5 % was asked; split.reviews.v2 in the admin layer of frontend-1 decides, set by somebody else'
    expect(running.state.phase).toMatchObject({ cause: 'drift', text, exit })
    const late = watching()
    late.state = { ...late.state, inForceSince: null, trafficSince: late.state.at, phase: { ...late.state.phase, since: 0 } }
    late.changes = { overrides: [override] }
    late.proxyChanges[0] = { loaded: { kind: 'weight', weightPercent: 80 } }
    late.step()
    expect(late.state.phase).toMatchObject({ cause: 'not_in_force', text: expect.stringContaining('split.reviews.v2'), exit })
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

describe('a gate', () => {
  const gated = () => watching(1, { steps: [{ kind: 'weight', weightPercent: 50, gate: { url: 'https://ci.example/may?token=secret' } }] })
  const waitAtGate = () => {
    const running = gated()
    expect(running.run(60, () => cause(running) === 'gate')).not.toBeNull()
    return running
  }

  it('is waited for once "not worse" is shown, with what it last answered and without the secrets of its address', () => {
    const running = waitAtGate()
    expect(running.state.phase).toMatchObject({ text: 'waiting for gate https://ci.example/may: it is asked' })
    running.changes = { gate: { isOpen: false, text: 'it answered 403' } }
    running.tick()
    expect(running.state.phase).toMatchObject({ text: 'waiting for gate https://ci.example/may: it answered 403' })
    expect(weightAsked(running)).toBe(50)
  })

  it('lets it go on when it is open, and stands before no verdict', () => {
    const running = waitAtGate()
    running.changes = { gate: { isOpen: true, text: 'it answered 200' } }
    running.run(5)
    expect(running.state.phase).toMatchObject({ name: 'ended', outcome: 'promoted' })
    const failing = gated()
    failing.draw = steadyDraw(20)
    failing.run(60)
    expect(failing.state.phase).toMatchObject({ name: 'ended', outcome: 'rolled_back' })
  })

  it('is passed by a person with a reason, which is recorded, and never without one', () => {
    const running = waitAtGate()
    running.ask('promote', '')
    expect(cause(running)).toBe('gate')
    running.ask('promote', 'the gate is down')
    running.run(5)
    expect(running.state).toMatchObject({ phase: { outcome: 'promoted' }, overrides: [{ reason: 'the gate is down' }] })
  })

  it('that never opens ends at the deadline, as everything that shows nothing does', () => {
    const running = watching(1, {
      steps: [{ kind: 'weight', weightPercent: 50, gate: { url: 'https://ci.example/may' } }],
      deadlineSeconds: 1_200,
    })
    running.run(120)
    expect(running.state.phase).toMatchObject({ name: 'ended', outcome: 'inconclusive' })
  })
})
