import { describe, expect, it } from 'vitest'
import { exampleSidecar } from '@/lib/testing/example-mesh'
import { Fleet } from './fleet'
import { RedButton } from './red-button'

const lock = { locked: true, reason: 'incident', actor: 'ada', at: 1 }
const signal = new AbortController().signal

function setUp() {
  const fleet = new Fleet()
  const asked: string[] = []
  const dead = new Set<string>()
  const setFaultsStopped = async ({ id }: { id: string }, stopped: boolean) => {
    asked.push(`${id} ${stopped ? 'stop' : 'release'}`)
    const problem = { kind: 'unreachable' as const, message: 'nothing listens there', at: 1 }
    return dead.has(id) ? { ok: false as const, problem, at: 1 } : { ok: true as const, value: true as const, at: 1 }
  }
  const add = (id: string): void => {
    fleet.put(exampleSidecar(id), null)
    fleet.connected(id, '127.0.0.1', 1)
    hear(id)
  }
  const hear = (id: string, missedRounds = 0): void =>
    fleet.read(id, { lastAnswerAt: 1, missedRounds, problem: null, sweepMs: 1, sweepBytes: 1 })
  const button = new RedButton({ reader: { setFaultsStopped } }, fleet, ({ identity }) => ({
    ok: true,
    target: { id: identity.id, url: 'http://127.0.0.1:1', kind: 'envoy' },
  }))
  const round = async (value: typeof lock | null): Promise<string[]> => {
    asked.length = 0
    await button.round(value, signal)
    return [...asked]
  }
  return { fleet, dead, add, hear, round }
}

describe('the red button through the admin page', () => {
  it('gives back, once, also to a proxy that was not to be reached or not yet known at the first round', async () => {
    const { dead, add, hear, round } = setUp()
    add('a')
    dead.add('a')
    expect(await round(null)).toEqual(['a release'])
    hear('a', 3)
    expect(await round(null)).toEqual([])
    add('b')
    hear('a')
    dead.clear()
    expect(await round(null)).toEqual(['a release', 'b release'])
    expect(await round(null)).toEqual([])
  })

  it('stops a proxy again that came back under the lock, as a restart forgets what it was told', async () => {
    const { fleet, add, round } = setUp()
    add('a')
    expect(await round(lock)).toEqual(['a stop'])
    expect(await round(lock)).toEqual([])
    fleet.disconnected('a', 2)
    fleet.connected('a', '127.0.0.1', 3)
    expect(await round(lock)).toEqual(['a stop'])
    expect(await round(null)).toEqual(['a release'])
  })
})
