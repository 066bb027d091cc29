import { describe, expect, it } from 'vitest'
import { seededRandom } from '@/lib/canary/seeded-random'
import type { Desired } from '@/lib/control-plane/control-plane'
import type { Policy } from '@/lib/mesh/policy'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { exampleDesired, exampleFault, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { drawPolicies } from '@/lib/testing/policy-corpus'
import { createCompileMemory } from './compile/compile-memory'
import { createProxyCompiler } from './compile/compile-proxy'
import { toMeshView } from './compile/mesh-view'
import { createResourceEncoder } from './resource-encoder'
import { type BuiltSnapshot, createSnapshotBuilder } from './snapshot-builder'

const callers = ['shop/frontend@v1', 'shop/cart@v1']
const mesh = exampleMesh()
const proxies: ProxyIdentity[] = [
  exampleSidecar('frontend'),
  exampleSidecar('frontend-2', 'shop/frontend', { version: 'v2' }),
  exampleSidecar('cart', 'shop/cart'),
  exampleSidecar('gateway', 'edge/gateway', { role: 'gateway', version: null, outbound: null, app: null }),
]
const types = ['CDS', 'EDS', 'LDS', 'RDS'] as const
const versions = (snapshot: BuiltSnapshot): string[] => types.map((type) => `${type} ${snapshot[type].version}`)

/** One random step of a desired state; what it does not touch keeps its objects. */
function step(before: Desired, random: () => number): Desired {
  const kind = Math.floor(random() * 6)
  const revision = before.revision + 1
  const seed = Math.floor(random() * 1e9)
  if (kind === 0) {
    const fault = exampleFault(`f${seed % 3}`, {
      service: 'shop/reviews',
      ...(random() < 0.5 ? { caller: 'shop/cart' } : {}),
      abort: { percent: seed % 100 },
    })
    return { ...before, revision, faults: random() < 0.3 ? [] : [fault] }
  }
  if (kind === 1) {
    const inbound = { address: '127.0.0.1', port: 20_000 + (seed % 5) }
    const instance = { proxyId: 'r', service: 'shop/reviews', version: 'v1', inbound, connected: true, connectionChangedAt: seed }
    return { ...before, revision, instances: random() < 0.3 ? [] : [instance] }
  }
  if (kind === 2) {
    const canary = { id: 'c', service: 'shop/reviews', version: 'v2', baseline: 'v1', weightPercent: seed % 100 }
    return { ...before, revision, canaries: random() < 0.3 ? [] : [{ ...canary, mode: seed % 2 === 0 ? 'route' : 'lease' }] }
  }
  if (kind === 3) {
    const services = before.mesh.services.map((spec) =>
      spec.name === 'shop/reviews' ? { ...spec, hosts: seed % 2 === 0 ? ['reviews', 'frontend'] : ['reviews'] } : spec,
    )
    return { ...before, revision, mesh: { ...before.mesh, services } }
  }
  const [drawn] = drawPolicies(seed, ['shop/reviews'], before.mesh, callers).policies
  const next: Policy = kind === 4 && drawn ? drawn : splitPolicy('shop/ledger', seed % 101, 100 - (seed % 101))
  return {
    ...before,
    revision,
    policies: [...before.policies.filter(({ policy }) => policy.service !== next.service), { policy: next, revision }],
  }
}

describe('a snapshot built with the memory of earlier states', { timeout: 30_000 }, () => {
  it('is the same as one built from nothing, over 120 random changes', () => {
    const random = seededRandom(11)
    const [encoder, memory] = [createResourceEncoder(), createCompileMemory()]
    const built = new Map<string, BuiltSnapshot>()
    let desired = exampleDesired(1, mesh)
    for (let round = 0; round < 120; round++) {
      desired = step(desired, random)
      const [kept, fresh] = [createSnapshotBuilder(desired, encoder, memory), createSnapshotBuilder(desired, createResourceEncoder())]
      for (const proxy of proxies) {
        const snapshot = kept.build(proxy, built.get(proxy.id) ?? null)
        built.set(proxy.id, snapshot)
        expect(versions(snapshot)).toEqual(versions(fresh.build(proxy, null)))
      }
      encoder.endRound()
    }
  })

  it('takes over what did not change, object by object', () => {
    const memory = createCompileMemory()
    const before = exampleDesired(1, mesh, [splitPolicy('shop/reviews', 90, 10), splitPolicy('shop/ledger', 50, 50)])
    const after = { ...before, policies: [{ policy: splitPolicy('shop/reviews', 80, 20), revision: 2 }, ...before.policies.slice(1)] }
    const [old, fresh] = [before, after].map((desired) =>
      createProxyCompiler(toMeshView(desired), memory).shared(exampleSidecar('frontend')),
    )
    expect(fresh?.endpoints).not.toBe(old?.endpoints)
    const hostsOf = (shared: typeof old) => new Map(shared?.routes[0]?.virtualHosts?.map((host) => [host.name, host]))
    const [oldHosts, freshHosts] = [hostsOf(old), hostsOf(fresh)]
    expect(freshHosts.get('shop/payments')).toBe(oldHosts.get('shop/payments'))
    expect(freshHosts.get('shop/reviews')).not.toBe(oldHosts.get('shop/reviews'))
    const again = createProxyCompiler(toMeshView(structuredClone(before)), memory).shared(exampleSidecar('frontend'))
    expect(again.routes).toEqual(old?.routes)
    expect(createProxyCompiler(toMeshView(after), memory).shared(exampleSidecar('frontend')).routes).toBe(fresh?.routes)
  })
})
