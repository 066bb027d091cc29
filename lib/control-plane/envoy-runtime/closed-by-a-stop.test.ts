import { expect, it } from 'vitest'
import { createEnvoyRuntime } from '@/lib/control-plane/envoy-runtime/control-plane'
import type { AdminPage } from '@/lib/control-plane/envoy-runtime/options'
import { createWrittenJournal } from '@/lib/control-plane/envoy-runtime/written-journal'
import type { RuntimeValue } from '@/lib/mesh/levers'
import { exampleFault, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { desiredSplit, layerLevers } from '@/lib/testing/layer-bench'
import { silent } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'

const split = desiredSplit(2, 2, splitPolicy('shop/reviews', 70, 30))

/** Two proxies in memory, of which `slow` hangs once it is told to. */
function startTwo() {
  const front = new Map<string, string>()
  const layers = new Map([
    ['front', front],
    ['slow', new Map<string, string>()],
  ])
  const layerOf = (id: string): Map<string, string> => layers.get(id) ?? new Map()
  const state = { hangs: false }
  const ok = <T>(value: T) => ({ ok: true as const, value, at: Date.now() })
  const admin: AdminPage = {
    readReadouts: async () => ok('same'),
    readLevers: async () => ok(layerLevers),
    readHosts: async () => ok(new Map(layerLevers.destinations.map(({ name, hosts }) => [name, hosts]))),
    readRuntime: async ({ id }) => {
      if (state.hangs && id === 'slow') await new Promise((done) => setTimeout(done, 2_000))
      return ok(new Map([...layerOf(id)].map(([key, value]): [string, RuntimeValue] => [key, { admin: value, final: value }])))
    },
    readFilterCounts: async () => ok([]),
    setValues: async ({ id }, values) => {
      for (const [key, value] of values)
        if (value === '') layerOf(id).delete(key)
        else layerOf(id).set(key, value)
      return ok(true as const)
    },
  }
  const identities = ['front', 'slow'].map((id, at) => ({
    ...exampleSidecar(id, 'shop/frontend', { isStatic: true, levers: layerLevers }),
    adminUrl: `http://127.0.0.1:${9901 + at}`,
  }))
  const disk = new Map<string, string>()
  const journal = createWrittenJournal({
    get: async (name) => disk.get(name) ?? null,
    put: async (name, text) => void disk.set(name, text),
  })
  const plane = createEnvoyRuntime({ proxies: () => identities, admin, journal, isStoreAlive: () => true, now: Date.now, log: silent })
  return { plane, front, layers, state }
}

it('a reconcile that ends while a stop waits for a proxy that hangs sets nothing again', async () => {
  const { plane, front, layers, state } = startTwo()
  const fault = { ...exampleFault('f1', { service: 'shop/reviews', abort: { percent: 50 } }), withoutLease: true }
  plane.publish(split)
  plane.lease([fault])
  await plane.start()
  await waitFor('both are in', () => [...layers.values()].every((layer) => layer.get('p') === '50' && layer.get('w.v1') === '70'), 5_000)
  state.hangs = true
  const stopping = plane.stop(0)
  await waitFor('the first is clean', () => front.size === 0, 1_000)
  // A reconcile of before the stop (a membership, an edit that a proxy accepted) reaches its end.
  plane.publish(split)
  plane.lease([fault])
  expect(await plane.tryOn(split, ['front'])).toEqual({ kind: 'unavailable', proxyId: null })
  expect(plane.resend('front')).toBe(false)
  await stopping
  expect([...front]).toEqual([])
})
