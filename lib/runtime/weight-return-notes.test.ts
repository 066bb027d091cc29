import { beforeEach, describe, expect, it } from 'vitest'
import { watching } from '@/bench/canary/steady-mesh'
import type { CanaryState } from '@/lib/canary/canary-state'
import type { Reading } from '@/lib/mesh/reading'
import { exampleDesired, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { Fleet } from './fleet'
import { WeightReturn } from './weight-return'

const url = 'http://127.0.0.1:9'
const { signal } = new AbortController()
const failed = (kind: 'timeout' | 'http_status'): Reading<true> => ({ ok: false, problem: { kind, message: 'no', at: now }, at: now })
let now: number
let putFailures: number
let notes: string | null
let isOpen: boolean
let layer: Map<string, string>
/** What the admin page is said to have answered, and whether it did what it was asked. */
let page: { answer: 'ok' | 'timeout' | 'http_status'; obeys: boolean }
let asked: { id: string; values: Record<string, string> }[]
let most: number

beforeEach(() => {
  now = 100_000
  putFailures = 0
  notes = null
  isOpen = true
  layer = new Map()
  page = { answer: 'ok', obeys: true }
  asked = []
  most = 0
})

function rollingBack(): CanaryState {
  const { state } = watching()
  const plan = { ...state.plan, service: 'shop/reviews', version: 'v2', baseline: 'v1' }
  return { ...state, plan, phase: { name: 'rolling_back', since: 0, outcome: 'aborted', text: '', laggards: [] } }
}

/** A canary of shop/reviews that rolls back, with one caller of which nobody has read that it did. */
function setUp() {
  const stored = { record: { state: rollingBack(), evidence: [], endRevision: null }, revision: 1 }
  const fleet = new Fleet()
  fleet.put(exampleSidecar('front', 'shop/frontend', { adminUrl: url }), 0)
  let running = 0
  const ctx = {
    now: () => now,
    log: { info() {}, warn() {}, error() {} },
    store: {
      steer: {
        canaries: { open: async () => (isOpen ? [stored] : []), get: async () => stored },
        values: {
          get: async () => notes,
          put: async (_: string, text: string) => {
            if (putFailures-- > 0) throw new Error('SQLITE_BUSY')
            notes = text
          },
        },
      },
    },
    controlPlane: { consumers: () => fleet.identities().map(({ id }) => ({ id, why: '' })), adminWeights: () => new Map([['w.v2', '0']]) },
    reader: {
      setValues: async ({ id }: { id: string }, values: ReadonlyMap<string, string>) => {
        asked.push({ id, values: Object.fromEntries(values) })
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
        if (page.obeys) for (const [key, value] of values) value === '' ? layer.delete(key) : layer.set(key, value)
        return page.answer === 'ok' ? { ok: true, value: true, at: now } : failed(page.answer)
      },
    },
  }
  const desired = exampleDesired(1, exampleMesh(), [splitPolicy('shop/reviews', 100, 0)])
  // The parts of the store and of the reader that are used.
  const loop = new WeightReturn(ctx as never, fleet, {
    desired: () => desired,
    targetOf: ({ identity: { id } }) => ({ ok: true, target: { id, url, kind: 'envoy' } }),
  })
  return { loop, fleet }
}
const noted = (count: number): string =>
  JSON.stringify(Array.from({ length: count }, (_, index) => ({ proxyId: `gone-${index}`, url, canaryId: 'c', keys: ['w.v2'], at: now })))

describe('a weight that is returned by the admin page', () => {
  it('is told in the next round where the note of it could not be stored in this one', async () => {
    const { loop } = setUp()
    putFailures = 1
    await expect(loop.round(null, signal)).rejects.toThrow('SQLITE_BUSY')
    expect({ asked, held: loop.heldKeys('front') }).toEqual({ asked: [], held: [] })
    await loop.round(null, signal)
    expect(layer.get('w.v2')).toBe('0')
    expect(notes).toContain('"front"')
  })

  it('is not forgotten where nobody knows whether it was taken, and is asked for again until it is', async () => {
    const { loop } = setUp()
    page = { answer: 'timeout', obeys: true }
    await loop.round(null, signal)
    expect(loop.heldKeys('front')).toEqual(['w.v2'])
    expect(notes).toContain('"front"')
    page = { answer: 'ok', obeys: true }
    now += 60_000
    for (let i = 0; i < 3; i++) await loop.round(null, signal)
    expect(asked).toHaveLength(2)
  })

  it('leaves no note where the page has no admin layer to write to, and is asked less and less often', async () => {
    const { loop } = setUp()
    page = { answer: 'http_status', obeys: false }
    for (let second = 0; second < 60; second++, now += 1_000) await loop.round(null, signal)
    expect(loop.heldKeys('front')).toEqual([])
    expect(notes).not.toContain('"front"')
    expect(asked.length).toBeGreaterThan(2)
    expect(asked.length).toBeLessThan(10)
  })

  it('keeps the notes of all callers that are told at once', async () => {
    const { loop, fleet } = setUp()
    fleet.put(exampleSidecar('front-2', 'shop/frontend', { adminUrl: url }), 0)
    await Promise.all([loop.round(null, signal), loop.takeBack(signal)])
    expect(notes).toContain('"front"')
    expect(notes).toContain('"front-2"')
  })
})

describe('weights that are taken out of proxies again', () => {
  it('are taken out of many that are gone at once, and ever less often', async () => {
    const { loop } = setUp()
    notes = noted(10)
    page = { answer: 'timeout', obeys: false }
    await loop.takeBack(signal)
    expect({ asked: asked.length, most }).toEqual({ asked: 10, most: 10 })
    for (let second = 0; second < 600; second++, now += 1_000) await loop.takeBack(signal)
    expect(asked.length).toBeLessThan(10 * 20)
    expect(loop.heldKeys('gone-3')).toEqual(['w.v2'])
    page = { answer: 'ok', obeys: true }
    now += 300_000
    await loop.takeBack(signal)
    expect(notes).toBe('[]')
  })

  it('are no business of the round that tells: one that is gone holds up nobody', async () => {
    const { loop } = setUp()
    notes = noted(1)
    await loop.round(null, signal)
    expect(asked.map(({ id }) => id)).toEqual(['front'])
  })

  it('are given up after a day', async () => {
    const { loop } = setUp()
    notes = noted(1)
    page = { answer: 'timeout', obeys: false }
    await loop.takeBack(signal)
    now += 86_400_001
    await loop.takeBack(signal)
    expect(notes).toBe('[]')
  })
})
