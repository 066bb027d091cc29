import type { ControlPlaneEvent, Desired } from '@/lib/control-plane/control-plane'
import { createEnvoyRuntime } from '@/lib/control-plane/envoy-runtime/control-plane'
import type { AdminPage } from '@/lib/control-plane/envoy-runtime/options'
import { createWrittenJournal } from '@/lib/control-plane/envoy-runtime/written-journal'
import type { Levers, RuntimeValue } from '@/lib/mesh/levers'
import type { Policy } from '@/lib/mesh/policy'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { exampleDesired, exampleMesh, exampleSidecar, splitPolicy } from './example-mesh'
import { silent } from './temporary-store'

/** Weights of reviews under `w.v1` and `w.v2`, 100 to 0, and a fault filter that reads `p`, `s`, `g` and `m`. */
export const layerLevers: Levers = {
  problem: null,
  destinations: [
    { name: 'shop/reviews|v1', hosts: [] },
    { name: 'shop/reviews|v2', hosts: [] },
  ],
  faults: [
    {
      place: 'here',
      destinations: ['shop/reviews|v1', 'shop/reviews|v2'],
      counters: ['egress'],
      abort: { percentKey: 'p', httpStatusKey: 's', grpcStatusKey: 'g', answers: 'http' },
      delay: null,
      bandwidth: null,
      maxActiveKey: 'm',
      narrowedBy: null,
      configured: { abortPercent: 0, delayPercent: null, bandwidthPercent: null },
    },
  ],
  weights: [
    {
      place: 'here',
      targets: [
        { destination: 'shop/reviews|v1', weight: 100, key: 'w.v1' },
        { destination: 'shop/reviews|v2', weight: 0, key: 'w.v2' },
      ],
    },
  ],
}

/** The driver of foreign Envoys over one proxy in memory. isDown: its admin page times out; putHangs, putFails: the store does. glances, puts: how often each was asked. */
export function startLayerBench(levers: Levers = layerLevers) {
  const layer = new Map<string, string>()
  const disk = new Map<string, string>()
  const state = { isDown: false, putHangs: false, putFails: false, levers, glances: 0, puts: 0 }
  const clock = { aheadMs: 0, isStoreAlive: true }
  const admin = adminOver(layer, state)
  const values = {
    get: async (name: string) => disk.get(name) ?? null,
    put: async (name: string, text: string) => {
      state.puts += 1
      if (state.putFails) throw new Error('the disk is full')
      if (state.putHangs) await new Promise(() => {})
      disk.set(name, text)
    },
  }
  let identity: ProxyIdentity = exampleSidecar('front', 'shop/frontend', { isStatic: true, levers })
  const events: ControlPlaneEvent[] = []
  const plane = createEnvoyRuntime({
    proxies: () => [identity],
    admin,
    journal: createWrittenJournal(values),
    isStoreAlive: () => clock.isStoreAlive,
    now: () => Date.now() + clock.aheadMs,
    log: silent,
  })
  plane.subscribe((event) => {
    if (event.kind === 'connected') identity = event.identity
    events.push(event)
  })
  const move = (change: Partial<ProxyIdentity>): void => {
    identity = { ...identity, ...change }
  }
  return { layer, disk, state, clock, plane, events, move }
}

function adminOver(layer: Map<string, string>, state: { isDown: boolean; levers: Levers; glances: number }): AdminPage {
  const answer = async <T>(value: () => T) =>
    state.isDown
      ? { ok: false as const, problem: { kind: 'timeout' as const, message: 'no answer within 3000 ms', at: Date.now() }, at: Date.now() }
      : { ok: true as const, value: value(), at: Date.now() }
  return {
    readReadouts: () => {
      state.glances += 1
      return answer(() => 'same')
    },
    readLevers: () => answer(() => state.levers),
    readHosts: () => answer(() => new Map(state.levers.destinations.map(({ name, hosts }) => [name, hosts]))),
    readRuntime: () =>
      answer(() => new Map([...layer].map(([key, value]): [string, RuntimeValue] => [key, { admin: value, final: value }]))),
    readFilterCounts: () => answer(() => []),
    setValues: (_target, values) =>
      answer(() => {
        for (const [key, value] of values)
          if (value === '') layer.delete(key)
          else layer.set(key, value)
        return true as const
      }),
  }
}

/** The example mesh with one policy of reviews, and the revision that the policy has. */
export function desiredSplit(revision: number, policyRevision: number, policy: Policy = splitPolicy('shop/reviews', 100, 0)): Desired {
  const made = exampleDesired(revision, exampleMesh(), [policy])
  return { ...made, policies: made.policies.map((stored) => ({ ...stored, revision: policyRevision })) }
}
