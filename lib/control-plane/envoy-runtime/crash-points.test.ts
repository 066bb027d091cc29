import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ControlPlaneEvent, Desired } from '@/lib/control-plane/control-plane'
import type { Fault } from '@/lib/mesh/fault'
import type { Levers, RuntimeValue } from '@/lib/mesh/levers'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { exampleDesired, exampleFault, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { silent } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'
import { createEnvoyRuntime } from './control-plane'
import type { AdminPage } from './options'
import { planWrites, settleNotes } from './plan-writes'
import { createWrittenJournal } from './written-journal'

const levers: Levers = {
  problem: null,
  destinations: [{ name: 'shop/reviews|v1', hosts: [] }],
  faults: [
    {
      place: 'here',
      destinations: ['shop/reviews|v1'],
      counters: ['egress'],
      abort: { percentKey: 'p', httpStatusKey: 's', grpcStatusKey: 'g', answers: 'http' },
      delay: null,
      bandwidth: null,
      maxActiveKey: 'm',
      narrowedBy: null,
      configured: { abortPercent: 0, delayPercent: null, bandwidthPercent: null },
    },
  ],
  weights: [{ place: 'here', targets: [{ destination: 'shop/reviews|v1', weight: 100, key: null }] }],
}

/** A proxy and a disk that outlive the process; `budget` operations are done, then everything fails as if the process were gone. */
function setUp() {
  const layer = new Map<string, string>([['other', '7']])
  const disk = new Map<string, string>()
  const life = (budget: number) => {
    let left = budget
    const use = (): void => {
      if (left-- <= 0) throw new Error('killed')
    }
    const ok = <T>(value: T) => ({ ok: true as const, value, at: 1 })
    const admin: AdminPage = {
      readLevers: async () => ok(levers),
      readReadouts: async () => ok(''),
      readHosts: async () => ok(new Map(levers.destinations.map(({ name, hosts }) => [name, hosts]))),
      readRuntime: async () => {
        use()
        return ok(new Map([...layer].map(([key, value]): [string, RuntimeValue] => [key, { admin: value, final: value }])))
      },
      readFilterCounts: async () => ok([]),
      setValues: async (_target, values) => {
        use()
        for (const [key, value] of values)
          if (value === '') layer.delete(key)
          else layer.set(key, value)
        return ok(true as const)
      },
    }
    const values = {
      get: async (name: string) => disk.get(name) ?? null,
      put: async (name: string, text: string) => {
        use()
        disk.set(name, text)
      },
    }
    return { admin, values, isOver: () => left <= 0 }
  }
  return { layer, disk, life }
}

const desired: Desired = exampleDesired(1, exampleMesh(), [splitPolicy('shop/reviews', 100, 0)])
const fault: Fault = { ...exampleFault('f1', { service: 'shop/reviews', abort: { percent: 50 } }), withoutLease: true }

type Life = Pick<ReturnType<ReturnType<typeof setUp>['life']>, 'admin' | 'values'> & { now?: () => number; isStoreAlive?: () => boolean }

function run({ admin, values, now = Date.now, isStoreAlive = () => true }: Life, faults: Fault[], events: ControlPlaneEvent[] = []) {
  let identity: ProxyIdentity = exampleSidecar('front', 'shop/frontend', { isStatic: true, levers })
  const plane = createEnvoyRuntime({
    proxies: () => [identity],
    admin,
    journal: createWrittenJournal(values),
    isStoreAlive,
    now,
    log: silent,
  })
  plane.subscribe((event) => {
    if (event.kind === 'connected') identity = event.identity
    events.push(event)
  })
  plane.publish({ ...desired, faults })
  plane.lease(faults)
  return plane
}

describe('what is written into a proxy of somebody else', () => {
  it('is gone after the next start, wherever the process was killed, and what others set is still there', async () => {
    for (let budget = 0; budget <= 8; budget += 1) {
      const { layer, disk, life } = setUp()
      const first = life(budget)
      const plane = run(first, [fault])
      await plane.start()
      await waitFor(`the kill after ${budget}`, () => first.isOver() || layer.get('p') === '50', 5_000)
      const wasWritten = layer.size > 1
      if (wasWritten) expect([...disk.values()].join()).toContain('fault:f1')
      const events: ControlPlaneEvent[] = []
      const second = run(life(1_000), [], events)
      await second.start()
      await waitFor(`clean after ${budget}`, () => layer.size === 1 && [...disk.values()].every((text) => text === '{}'), 5_000)
      expect([...layer]).toEqual([['other', '7']])
      expect(events.some(({ kind }) => kind === 'cleared')).toBe(wasWritten)
      await second.stop(0)
      await plane.stop(0)
    }
  }, 60_000)

  it('is gone at its end although nobody says so, and when the store has been silent as long as a lease lasts', async () => {
    for (const ends of ['its end', 'the store'] as const) {
      const { layer, life } = setUp()
      let [aheadMs, isAlive] = [0, true]
      const now = (): number => Date.now() + aheadMs
      const timed: Fault = { ...fault, endsAt: ends === 'its end' ? now() + 10_000 : Number.MAX_SAFE_INTEGER }
      const { admin, values } = life(1_000)
      const mortal = {
        ...values,
        put: (name: string, text: string) => (isAlive ? values.put(name, text) : Promise.reject(new Error('disk'))),
      }
      const plane = run({ admin, values: mortal, now, isStoreAlive: () => isAlive }, [timed])
      await plane.start()
      await waitFor('written', () => layer.get('p') === '50', 5_000)
      isAlive = ends === 'its end'
      aheadMs = 16_000
      await waitFor(`gone by ${ends}`, () => layer.size === 1, 5_000)
      await plane.stop(0)
    }
  }, 30_000)

  it('is only ever overwritten or taken out where it was noted', () => {
    const key = fc.constantFrom('a', 'b', 'c')
    const value: fc.Arbitrary<string> = fc.constantFrom('1', '2', '3')
    const map = fc.dictionary(key, value).map((entries) => new Map(Object.entries(entries)))
    fc.assert(
      fc.property(map, map, map, (wantedValues, notedValues, presentValues) => {
        const wanted = new Map([...wantedValues].map(([name, text]) => [name, { value: text, owner: 'fault:x' }]))
        const noted = new Map([...notedValues].map(([name, text]) => [name, { values: [text], owner: 'fault:x' }]))
        const present = new Map([...presentValues].map(([name, text]) => [name, { admin: text, final: text }]))
        const plan = planWrites(wanted, noted, present)
        for (const [name, text] of plan.set) {
          const before = presentValues.get(name)
          // Nothing of somebody else is touched, and everything that may come to be there was noted before.
          if (before !== undefined) expect(notedValues.get(name)).toBe(before)
          if (text !== '') expect(plan.noted.get(name)?.values).toContain(text)
          if (before !== undefined) expect(plan.noted.get(name)?.values).toContain(before)
        }
        const after = new Map(presentValues)
        for (const [name, text] of plan.set)
          if (text === '') after.delete(name)
          else after.set(name, text)
        const read = new Map([...after].map(([name, text]) => [name, { admin: text, final: text }]))
        const settled = settleNotes(plan.noted, wanted, read)
        expect(planWrites(wanted, settled, read).set.size).toBe(0)
        for (const [name] of settled) expect(wanted.has(name)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
