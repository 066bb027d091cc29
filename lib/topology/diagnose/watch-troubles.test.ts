import { describe, expect, it } from 'vitest'
import type { Trouble } from '@/lib/mesh/trouble'
import type { Look } from './look-again'
import { type WatchedTrouble, watchTroubles } from './watch-troubles'

const trouble = (id: string): Trouble => ({
  id,
  kind: 'failing',
  severity: 'failing',
  title: `${id} fails`,
  reasons: ['because'],
  subject: { kind: 'node', id },
  service: id,
  victims: [],
  causes: [],
  since: null,
  likelihood: 1,
})

/** What is told in each round, by which lines are there; `?a`: nobody can tell whether it is over. */
function tell(rounds: readonly string[][]): string[][] {
  let known: readonly WatchedTrouble[] = []
  return rounds.map((ids, round) => {
    const look: Look = {
      sightingOf: () => ({ nodes: [], proxies: [] }),
      isOver: ({ subject }) => !ids.includes(`?${subject.id}`),
    }
    const next = watchTroubles(known, ids.filter((id) => !id.startsWith('?')).map(trouble), round, look)
    known = next.known
    return next.news.map(({ event, trouble: { id } }) => `${event} ${id}`)
  })
}

describe('what is told of problems', () => {
  it('is that one appeared when it is seen twice in a row, and once', () => {
    expect(tell([['a'], ['a', 'b'], ['a', 'b'], ['a']])).toEqual([[], ['problem.appeared a'], ['problem.appeared b'], []])
  })
  it('is nothing of a hiccup, neither of one that comes for a round nor of one that is missing for two', () => {
    expect(tell([['a'], [], ['a'], ['a'], [], [], ['a'], ['a']])).toEqual([[], [], [], ['problem.appeared a'], [], [], [], []])
  })
  it('is that it is gone after three rounds without it, and anew when it comes again', () => {
    expect(tell([['a'], ['a'], [], [], [], [], ['a'], ['a']]).flat()).toEqual([
      'problem.appeared a',
      'problem.gone a',
      'problem.appeared a',
    ])
  })
  it('is nothing while nobody can tell whether it is over, and nothing anew when it is seen again', () => {
    expect(tell([['a'], ['a'], [], [], ['?a'], ['?a'], ['?a'], ['a'], ['a']]).flat()).toEqual(['problem.appeared a'])
    expect(tell([['a'], ['a'], ['?a'], ['?a'], ['?a'], [], [], []]).map((round) => round.join())).toEqual([
      '',
      'problem.appeared a',
      '',
      '',
      '',
      '',
      '',
      'problem.gone a',
    ])
  })
})
