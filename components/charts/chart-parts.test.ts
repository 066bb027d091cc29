import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chartSentence } from './chart-sentence'
import { clusterMarks, clusterText } from './cluster-marks'
import { momentsOf, nearestMoment, stepFrom } from './moments'

describe('the sentence of a chart', () => {
  it('says newest, least and greatest value, gaps and marks', () => {
    const words = chartSentence({
      label: 'Requests',
      lines: [
        {
          name: 'v1',
          color: '',
          points: [
            [0, 1],
            [1, null],
            [2, null],
            [3, 7],
            [4, null],
            [5, 4],
          ],
        },
        { name: 'v2', color: '', points: [[0, null]] },
      ],
      format: (value) => `${value} rps`,
      from: 0,
      to: 5,
      marks: [
        { at: 2, text: '◆' },
        { at: 9, text: '◆' },
      ],
    })
    expect(words).toMatch(
      /^Requests, \d\d:\d\d:\d\d to \d\d:\d\d:\d\d\. v1: newest 4 rps, from 1 rps to 7 rps, 2 gaps\. v2: no data\. 1 mark of what was done\.$/,
    )
  })
})

describe('marks of a chart', () => {
  it('share one where they would lie on each other, and none is lost', () => {
    const marks = fc.array(
      fc.integer({ min: 0, max: 1000 }).map((at) => ({ at, text: '◆' })),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(marks, (list) => {
        const clusters = clusterMarks(list, 100, 900, 200, 26)
        expect(clusters.flatMap((cluster) => cluster.marks).length).toBe(list.filter(({ at }) => at >= 100 && at <= 900).length)
        clusters.slice(1).forEach((cluster, index) => {
          expect(cluster.at - (clusters[index]?.at ?? 0)).toBeGreaterThanOrEqual(26 * 4)
        })
      }),
    )
  })
  it('that share one say how many they are, and of which kinds', () => {
    expect(clusterText({ at: 0, marks: [{ at: 0, text: '● 10 %' }] })).toBe('● 10 %')
    expect(
      clusterText({
        at: 0,
        marks: [
          { at: 0, text: '◆' },
          { at: 1, text: '▲' },
          { at: 2, text: '◆' },
        ],
      }),
    ).toBe('◆▲ 3')
  })
})

describe('the moments of a chart', () => {
  const moments = momentsOf([
    {
      name: 'a',
      color: '',
      points: [
        [30, 1],
        [10, 2],
      ],
    },
    {
      name: 'b',
      color: '',
      points: [
        [20, 1],
        [10, null],
      ],
    },
  ])
  it('are those of all its lines, once and in order', () => {
    expect(moments).toEqual([10, 20, 30])
  })
  it('are found by what lies nearest', () => {
    expect([0, 14, 16, 24, 99].map((at) => nearestMoment(moments, at))).toEqual([10, 10, 20, 20, 30])
    expect(nearestMoment([], 3)).toBeNull()
  })
  it.each([
    [null, 1, 10],
    [null, -1, 30],
    [null, 1e9, 30],
    [null, -1e9, 10],
    [10, 1, 20],
    [30, 1, 30],
    [20, -1e9, 10],
    [12, 1, 20],
  ])('are walked along, and not left: from %j by %d to %d', (at, count, next) => {
    expect(stepFrom(moments, at, count)).toBe(next)
  })
})
