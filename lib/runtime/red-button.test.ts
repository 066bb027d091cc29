import { describe, expect, it } from 'vitest'
import type { Levers } from '@/lib/mesh/levers'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { exampleSidecar } from '@/lib/testing/example-mesh'
import { layerLevers } from '@/lib/testing/layer-bench'
import { Fleet, type FleetMember } from './fleet'
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
  const add = (id: string, over: Partial<ProxyIdentity> = {}): void => {
    fleet.put(exampleSidecar(id, 'shop/frontend', over), null)
    fleet.connected(id, '127.0.0.1', 1)
    hear(id)
  }
  const hear = (id: string, missedRounds = 0): void =>
    fleet.read(id, { lastAnswerAt: 1, missedRounds, problem: null, sweepMs: 1, sweepBytes: 1 })
  const layer = new Map([
    ['mine.limit', '0'],
    ['mine.percent', '30'],
    ['other', '0'],
  ])
  const readRuntime = async () => ({
    ok: true as const,
    value: new Map([...layer].map(([key, value]) => [key, { admin: value, final: value }])),
    at: 1,
  })
  const setValues = async (_target: object, values: ReadonlyMap<string, string>) => {
    for (const [key, value] of values)
      if (value === '') layer.delete(key)
      else layer.set(key, value)
    return { ok: true as const, value: true as const, at: 1 }
  }
  const stopped = new Map<string, Record<string, string>>()
  const record = { of: (id: string) => stopped.get(id) ?? {}, forget: (id: string) => void stopped.delete(id) }
  const targetOf = ({ identity }: FleetMember) => ({
    ok: true as const,
    target: { id: identity.id, url: 'http://127.0.0.1:1', kind: 'envoy' as const },
  })
  const clock = { at: 0 }
  const button = new RedButton({ reader: { setFaultsStopped, readRuntime, setValues }, now: () => clock.at }, fleet, targetOf, record)
  const round = async (value: typeof lock | null): Promise<string[]> => {
    asked.length = 0
    await button.round(value, signal)
    return [...asked]
  }
  return { fleet, dead, add, hear, round, layer, stopped, clock }
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

  it('stops a proxy again while the lock holds, as a zero may be taken out with the values of a fault that has ended', async () => {
    const { add, round, clock } = setUp()
    add('a')
    expect(await round(lock)).toEqual(['a stop'])
    clock.at = 4_999
    expect(await round(lock)).toEqual([])
    clock.at = 5_000
    expect(await round(lock)).toEqual(['a stop'])
    expect(await round(null)).toEqual(['a release'])
    clock.at = 60_000
    expect(await round(null)).toEqual([])
  })

  const levers: Levers = { ...layerLevers, faults: layerLevers.faults.map((lever) => ({ ...lever, maxActiveKey: 'mine.limit' })) }

  it('takes the zeros that a stop has set out of a foreign proxy once the lock is over, also where that was before this Outrider started', async () => {
    const { add, round, layer, stopped } = setUp()
    add('front', { isStatic: true, levers })
    stopped.set('front', { 'mine.limit': '', 'mine.percent': '' })
    await round(null)
    // Somebody has set the other one since.
    expect(Object.fromEntries(layer)).toEqual({ 'mine.percent': '30', other: '0' })
    expect(stopped.size).toBe(0)
  })

  it('leaves them while faults are locked, and leaves the 0 by which the owner of a proxy had switched off an abort of his own', async () => {
    const { add, round, layer, stopped } = setUp()
    add('front', { isStatic: true, levers })
    layer.set('p', '0')
    stopped.set('front', { 'mine.limit': '' })
    await round(lock)
    expect(layer.get('mine.limit')).toBe('0')
    await round(null)
    expect(Object.fromEntries(layer)).toEqual({ p: '0', 'mine.percent': '30', other: '0' })
  })
})
