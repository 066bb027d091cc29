import { describe, expect, it } from 'vitest'
import { exampleCanary, exampleTick } from '@/lib/testing/example-canary'
import { toLadderSteps } from './ladder-steps'

const required = Math.log(20)
const proved = { errors: required, latency: required + 1 }
const states = (canary: Parameters<typeof exampleCanary>[0]) => toLadderSteps(exampleCanary(canary)).map(({ state }) => state)

describe('the ladder', () => {
  it('has the steps of the plan and the promotion after them, and stands on one', () => {
    const steps = toLadderSteps(exampleCanary({ step: 3, weight: 25 }))
    expect(steps.map(({ label }) => label)).toEqual(['5 %', '10 %', '25 %', '50 %', '100 %'])
    expect(steps.map(({ state }) => state)).toEqual(['done', 'done', 'now', 'ahead', 'ahead'])
  })
  it('stands nowhere before the start', () => {
    expect(states({ state: 'draft', step: 0, weight: 0 })).toEqual(['ahead', 'ahead', 'ahead', 'ahead', 'ahead'])
  })
  it('says by how much a passed step was shown to be not worse: 0.5 points at 50 % are 5 at 5 %', () => {
    const ticks = [exampleTick(0), exampleTick(15, { notWorseLn: proved }), exampleTick(30, { step: 2, weight: 10 })]
    const [first, second] = toLadderSteps(exampleCanary({ step: 2, weight: 10, ticks }))
    expect(first).toMatchObject({ title: 'not worse by more than 5 pp', tone: 'ok', detail: '30 s, 200 requests on v2' })
    expect(second?.detail).toBe('15 s, 100 requests on v2, in force 1 of 2')
  })
  it('does not call a step proved that a person passed', () => {
    const ticks = [exampleTick(0, { notWorseLn: { errors: required, latency: 0 } }), exampleTick(15, { step: 2, weight: 10 })]
    expect(toLadderSteps(exampleCanary({ step: 2, ticks }))[0]).toMatchObject({ title: 'a person went on, without proof', tone: 'warn' })
  })
  it('shows where it was taken back', () => {
    const [first, second] = toLadderSteps(
      exampleCanary({ state: 'ended', outcome: 'rolled_back', verdict: 'worse', weight: 0, step: 2, ticks: [exampleTick(0)] }),
    )
    expect([first?.state, second?.state]).toEqual(['done', 'left'])
    expect(second).toMatchObject({ title: 'worse: taken back', tone: 'bad' })
  })
  it('says which steps a person skipped, and draws none of those ahead as stood on', () => {
    const steps = toLadderSteps(exampleCanary({ state: 'ended', outcome: 'promoted', step: 2, weight: 100, ticks: [exampleTick(0)] }))
    expect(steps.map(({ state }) => state)).toEqual(['done', 'done', 'ahead', 'ahead', 'done'])
    expect(steps.map(({ title }) => title).slice(1, 4)).toEqual(['skipped, or left before a tick', 'skipped', 'skipped'])
    expect(steps[2]?.detail).toBe('a person promoted it before')
  })
  it('is whole when it was promoted', () => {
    expect(states({ state: 'ended', outcome: 'promoted', step: 4, weight: 100 })).toEqual(['done', 'done', 'done', 'done', 'done'])
  })
})
