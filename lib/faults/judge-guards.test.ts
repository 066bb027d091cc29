import { describe, expect, it } from 'vitest'
import { addGuardTick, startGuardEvidence } from './guard-evidence'
import { judgeGuards } from './judge-guards'

const guard = { service: 'shop/frontend', metric: 'errorRatio' as const, above: 0.5 }
const fault = { at: 0, durationSeconds: 120 }

function stopped(failures: readonly number[]): string | null {
  const evidence = failures.reduce(
    (so, failed, index) =>
      addGuardTick(
        so,
        { to: 5_000 * (index + 1), reached: { requests: 100, failures: failed }, unreached: { requests: 0, failures: 0 } },
        guard,
        fault,
      ),
    startGuardEvidence({ before: { requests: 1_000, failures: 1 }, phi: 1, isDispersionMeasured: true }),
  )
  return judgeGuards({ guards: [guard] }, [evidence])
}

describe('why a guard stops a fault', () => {
  it('is told by the counts that show it: of the last half minute, or since the start where that is over again', () => {
    expect(stopped([90, 90])).toBe('errors of shop/frontend: 90 % (180 of 200) of the last 30 s, surely above 50 %; 0.1 % before the start')
    expect(stopped([95, 95, 95, 95, 95, 95, 45, 45, 45, 45, 45, 45])).toBe(
      'errors of shop/frontend: 70 % (840 of 1200) since the start, surely above 50 %; 0.1 % before the start',
    )
  })

  it('says that it was for a time where neither is above the bound', () => {
    expect(stopped([0, 0, 0, 0, 0, 0, 0, 0, 0, 99, 99, 99, 45, 45, 45, 45, 45, 45])).toMatch(/, surely above 50 % for a time; /)
  })
})
