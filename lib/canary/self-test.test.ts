import { describe, expect, it } from 'vitest'
import { drawHour } from '@/bench/canary/simulated-mesh'
import { readBaseline } from './baseline'
import { presets } from './presets'
import { armsOfRun, beginRun, type SelfTest, selfTestRunMs, selfTestSentence, startSelfTest, takeSelfTestTick } from './self-test'
import type { Cell, StratumCounts, Tick } from './tick'

const asked = { id: 's1', service: 'shop/reviews', actor: 'ada', reason: 'is it honest?', startedAt: 0 }
const versions = startSelfTest({ ...asked, arms: { kind: 'versions', first: 'v1', second: 'v2' } })
const halved = startSelfTest({ ...asked, arms: { kind: 'instances', version: 'v1' } })
const stratum = (cell: Cell, halves: Cell | null = null): StratumCounts => ({ caller: 'shop/frontend', ...cell, latency: null, halves })
const equal = { nc: 1000, nb: 1000, xc: 5, xb: 5 }
const none = { nc: 0, nb: 2000, xc: 0, xb: 10 }
const hour = readBaseline(drawHour(() => [stratum(none)], 15, 0))
const tick = (cell: StratumCounts, more: Partial<Tick> = {}): Tick => ({
  from: 0,
  to: 15_000,
  strata: [cell],
  dirty: null,
  isComplete: true,
  instances: [],
  ...more,
})
const take = (test: SelfTest, each: Tick, now = 15_000): SelfTest => takeSelfTestTick(test, each, presets.normal, now)

describe('an A/A test', () => {
  it('counts ticks of equal arms without an alarm, and a run when its hour is over', () => {
    let test = beginRun(versions, hour, 0)
    for (let now = 15_000; now < selfTestRunMs; now += 15_000) test = take(test, tick(stratum(equal)), now)
    expect(test).toMatchObject({ ticks: 239, runs: 0, falseAlarms: 0, waiting: null })
    expect(take(test, tick(stratum(equal)), selfTestRunMs)).toMatchObject({ ticks: 240, runs: 1, falseAlarms: 0, run: null })
  })

  it('counts an alarm as a false one, says what it was about, and begins anew with the arms changed over', () => {
    const test = take(take(beginRun(versions, hour, 0), tick(stratum({ ...equal, xc: 100 }))), tick(stratum({ ...equal, xc: 100 })))
    expect(test).toMatchObject({ runs: 1, falseAlarms: 1, run: null })
    expect(test.lastAlarm?.sentence).toContain('10 % of canary requests failed')
    expect([armsOfRun(versions), armsOfRun(test)]).toEqual([
      { canary: 'v2', baseline: 'v1' },
      { canary: 'v1', baseline: 'v2' },
    ])
  })

  it('compares two halves of the instances of one version, in turns', () => {
    const worse = { nc: 1000, nb: 1000, xc: 5, xb: 100 }
    const first = take(take(beginRun(halved, hour, 0), tick(stratum(none, worse))), tick(stratum(none, worse)))
    expect(first).toMatchObject({ runs: 0, falseAlarms: 0, ticks: 2 })
    const second = beginRun({ ...first, runs: 1 }, hour, 0)
    expect(take(take(second, tick(stratum(none, worse))), tick(stratum(none, worse)))).toMatchObject({ runs: 2, falseAlarms: 1 })
  })

  it('says why it does not count, and counts a run without a counted tick as none', () => {
    const begun = beginRun(halved, hour, 0)
    expect(take(begun, tick(stratum(none))).waiting).toContain('no two instances')
    expect(take(beginRun(versions, hour, 0), tick(stratum(none))).waiting).toContain('not both of v1 and v2 have traffic')
    expect(take(begun, tick(stratum(none, equal), { isComplete: false })).waiting).toBe('too few calling proxies answered')
    expect(take(begun, tick(stratum(none)), selfTestRunMs)).toMatchObject({ runs: 0, falseAlarms: 0, ticks: 0, run: null })
  })

  it('tells its count as a sentence', () => {
    expect(selfTestSentence({ runs: 0, falseAlarms: 0 }, 0.01)).toBe('no false alarm yet: its first run is not over')
    expect(selfTestSentence({ runs: 412, falseAlarms: 3 }, 0.01)).toBe('3 false alarms in 412 runs (0.73 %; at most 1 % are expected)')
  })
})
