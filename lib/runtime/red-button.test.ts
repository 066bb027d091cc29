import { describe, expect, it } from 'vitest'
import type { Levers } from '@/lib/mesh/levers'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { exampleSidecar } from '@/lib/testing/example-mesh'
import { layerLevers } from '@/lib/testing/layer-bench'
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
  const button = new RedButton({ reader: { setFaultsStopped, readRuntime, setValues } }, fleet, ({ identity }) => ({
    ok: true,
    target: { id: identity.id, url: 'http://127.0.0.1:1', kind: 'envoy' },
  }))
  const round = async (value: typeof lock | null): Promise<string[]> => {
    asked.length = 0
    await button.round(value, signal)
    return [...asked]
  }
  return { fleet, dead, add, hear, round, layer }
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

  it('takes the zeros of a lock that is over out of a foreign proxy, by the keys that it names, and no zero that no lock set', async () => {
    const levers: Levers = { ...layerLevers, faults: layerLevers.faults.map((lever) => ({ ...lever, maxActiveKey: 'mine.limit' })) }
    const { add, round, layer } = setUp()
    add('front', { isStatic: true, levers })
    await round(null)
    expect(layer.get('mine.limit')).toBe('0')
    await round(lock)
    await round(null)
    expect(Object.fromEntries(layer)).toEqual({ 'mine.percent': '30', other: '0' })
  })
})
