import { describe, expect, it } from 'vitest'
import { exampleTick } from '@/lib/testing/example-canary'
import { evidenceCurves } from './evidence-curves'

const bounds = { alarmLn: Math.log(100), requiredLn: Math.log(20), latencyName: 'slower than 100 ms' }
const ends = (curves: ReturnType<typeof evidenceCurves>) => curves.map(({ name, points }) => [name, points.at(-1)?.[1]])

describe('the lines of the evidence', () => {
  it('stand on the share of the way to their own bound', () => {
    const tick = exampleTick(0, { worseLn: Math.log(10), notWorseLn: { errors: Math.log(20), latency: -1 } })
    expect(ends(evidenceCurves([tick], bounds))).toEqual([
      ['errors, not worse', 1],
      ['slower than 100 ms, not worse', 0],
      ['any harm', 0.5],
    ])
  })
  it('leave out latency where none is judged', () => {
    const tick = exampleTick(0, { notWorseLn: { errors: 1, latency: null } })
    expect(evidenceCurves([tick], { ...bounds, latencyName: null }).map(({ name }) => name)).toEqual(['errors, not worse', 'any harm'])
  })
  it('take no colour while nothing points to harm', () => {
    const look = (worseLn: number) => evidenceCurves([exampleTick(0, { worseLn })], bounds).at(-1)?.look
    expect([look(-2), look(0.1)]).toEqual(['quiet', 'bad'])
  })
})
