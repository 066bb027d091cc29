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
async function setUp(answer: (edited: string[]) => TrialOutcome, first = 'none can take it') {
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
  let who = first
  const controlPlane = {
    consumers: (...of: Parameters<typeof xdsDriver.consumers>) =>
      of[1] === 'shop/ledger' && who === 'nobody calls it' ? [] : xdsDriver.consumers(...of),
    cannotTake: (_: unknown, service: string) =>
      service === 'shop/ledger' && who === 'none can take it'
        ? ['frontend-1', 'frontend-2', 'checkout-1'].map((proxyId) => ({ proxyId, reason: 'it takes weights and nothing else' }))
        : [],
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
  const nowNobody = (): void => {
    who = 'none can take it'
  }
  return {
    gate,
    asked,
    nowNobody,
    weightOf: (service: string) => published?.policies.find(({ policy }) => policy.service === service)?.revision,
  }
}

describe('an edit that there is nobody to try on', () => {
  for (const who of ['none can take it', 'nobody calls it'])
    it(`is not held for ever, as while one is held no route of any proxy is looked at for drift: ${who}`, async () => {
      const { gate, weightOf } = await setUp(() => ({ kind: 'accepted', proxyId: 'frontend-1' }), who)
      await waitFor('the other edit', () => weightOf('shop/reviews') === 51)
      for (let i = 0; i < 50; i++) {
        gate.step()
        await new Promise((done) => setImmediate(done))
      }
      expect(gate.isHolding()).toBe(false)
    })

  it('goes out as well where that is known only after it was held back', async () => {
    const { gate, nowNobody, weightOf } = await setUp(
      (edited) => (edited.includes('shop/ledger') ? { kind: 'unavailable', proxyId: null } : { kind: 'accepted', proxyId: 'frontend-1' }),
      'some can',
    )
    await waitFor('the other edit', () => weightOf('shop/reviews') === 51)
    expect(weightOf('shop/ledger')).toBe(1)
    nowNobody()
    gate.step()
    await waitFor('the edit', () => weightOf('shop/ledger') === 51)
    expect(gate.isHolding()).toBe(false)
  })
})
