import { afterEach, describe, expect, it } from 'vitest'
import type { Desired, TrialOutcome } from '@/lib/control-plane/control-plane'
import { xdsDriver } from '@/lib/control-plane/xds/driver'
import { exampleDesired, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { openTestStore, silent, temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'
import { Fleet } from './fleet'
import { PushCanary } from './push-canary'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const mesh = exampleMesh()
const state = (revision: number, reviews: number, ledger: number): Desired => ({
  ...exampleDesired(revision, mesh),
  policies: [
    { policy: splitPolicy('shop/ledger', 100 - ledger, ledger), revision: 1 + ledger },
    { policy: splitPolicy('shop/reviews', 100 - reviews, reviews), revision: 1 + reviews },
  ],
})

/** Edits of two services at once, on a control plane that answers trials as the test says; the one of shop/ledger comes first. */
async function setUp(answer: (edited: string[]) => TrialOutcome) {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const store = await openTestStore(folder)
  stops.push(() => store.close())
  const fleet = new Fleet()
  for (const id of ['frontend-1', 'frontend-2']) {
    fleet.put(exampleSidecar(id), 1)
    fleet.connected(id, '127.0.0.1', 1)
  }
  const asked: string[][] = []
  const controlPlane = {
    consumers: xdsDriver.consumers,
    tryOn(desired: Desired): Promise<TrialOutcome> {
      const edited = desired.policies.filter(({ revision }) => revision > 1).map(({ policy }) => policy.service)
      asked.push(edited)
      return Promise.resolve(answer(edited))
    },
  }
  const operations = {
    store,
    driver: xdsDriver,
    actor: 'test',
    staticProxies: [],
    scrapeIntervalMs: 1_000,
    now: () => 1,
    newId: () => 'id',
  }
  let published: Desired | null = null
  const gate: PushCanary = new PushCanary({ controlPlane, log: silent }, operations, fleet, async () => {
    published = gate.hold(state((await store.steer.revision()) + 3, 50, 50))
  })
  gate.hold(state(1, 0, 0))
  published = gate.hold(state(2, 50, 50))
  gate.step()
  return { gate, asked, weightOf: (service: string) => published?.policies.find(({ policy }) => policy.service === service)?.revision }
}

describe('an edit that cannot be tried', () => {
  it('lets the next one have its turn, whether nobody could be asked, nobody answered, or the trial itself failed', async () => {
    const failures: (() => TrialOutcome)[] = [
      () => ({ kind: 'unavailable', proxyId: null }),
      () => ({ kind: 'unavailable', proxyId: 'frontend-1' }),
      () => {
        throw new Error('no snapshot of this')
      },
    ]
    for (const fail of failures) {
      const { gate, asked, weightOf } = await setUp((edited) =>
        edited.includes('shop/ledger') ? fail() : { kind: 'accepted', proxyId: 'frontend-2' },
      )
      await waitFor('the other edit', () => weightOf('shop/reviews') === 51)
      expect(weightOf('shop/ledger')).toBe(1)
      expect(gate.isHolding()).toBe(true)
      // One edit at a time: only what is admitted stands beside it.
      expect(asked[0]).toEqual(['shop/ledger'])
      expect(asked[1]).toEqual(['shop/reviews'])
    }
  })

  it('says what kept it from being tried', async () => {
    const { gate } = await setUp(() => {
      throw new Error('no snapshot of this')
    })
    await waitFor('the words', () => {
      const passage = gate.passage('shop/ledger', 51)
      return 'held' in passage && passage.held === 'not sent yet: it could not be tried: Error: no snapshot of this'
    })
  })

  it('is asked of nobody again and again while nothing new is known', async () => {
    const { gate, asked } = await setUp(() => ({ kind: 'unavailable', proxyId: null }))
    await waitFor('both', () => asked.length === 2)
    for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done))
    expect(asked).toHaveLength(2)
    gate.step()
    await waitFor('both again', () => asked.length === 4)
  })
})
