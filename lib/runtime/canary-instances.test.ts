import { describe, expect, it } from 'vitest'
import { watching } from '@/bench/canary/steady-mesh'
import type { Endpoint, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { type AddressBook, buildAddressBook } from '@/lib/metrics/address-book'
import type { Sweep } from '@/lib/metrics/sweep'
import { toWindow } from '@/lib/metrics/to-window'
import { exampleDesired, exampleSidecar } from '@/lib/testing/example-mesh'
import { exampleCluster, exampleHost, exampleSweep } from '@/lib/testing/example-sweep'
import { observeExample } from '@/lib/testing/observe-example'
import { CanaryTicks } from './canary-ticks'

const at = (port: number): Endpoint => ({ address: '127.0.0.1', port })
const caller = exampleSidecar('front', 'shop/frontend', { isStatic: true })
const sweep = (cluster: string, requests: number, endpoints: readonly Endpoint[]): Sweep =>
  exampleSweep(requests === 0 ? 0 : 5_000, [
    exampleCluster(
      cluster,
      { requests },
      endpoints.map(({ port }) => exampleHost(port, { requests }, { connectionsOpen: 1 })),
    ),
  ])
/** The canary v2 of shop/echo, listed at these addresses: who has reported once the caller's cluster of it has carried requests, and who must. */
function report(cluster: string, endpoints: Endpoint[], proxies: ProxyIdentity[] = []) {
  const versions = [
    { name: 'v1', endpoints: [at(4612)] },
    { name: 'v2', endpoints },
  ]
  const spec: ServiceSpec = { name: 'shop/echo', protocol: 'http', hosts: ['echo'], versions }
  const { state } = watching()
  const plan = { ...state.plan, service: spec.name, version: 'v2', baseline: 'v1' }
  const addresses: AddressBook = buildAddressBook([caller, ...proxies], new Map(), [spec])
  const context = { identity: caller, addresses, services: new Map([[spec.name, spec]]) }
  const ticks = new CanaryTicks({ plan, baseline: state.baseline }, 1_000, 0)
  ticks.add(toWindow(sweep(cluster, 0, endpoints), sweep(cluster, 9, endpoints), context))
  const moment = { now: 1e9, callers: [caller.id], answering: [caller.id] }
  const observation = observeExample(
    { ...state, plan },
    {
      desired: exampleDesired(1, { services: [spec], gateways: [] }),
      ownerAt: (key) => addresses.get(key)?.proxyId ?? null,
    },
  )
  return { reported: ticks.close(moment, null)?.instances, asked: observation.canaryInstances }
}

describe('the instances of a canary that must report', () => {
  for (const cluster of ['echo_v2', 'shop/echo|v2'])
    it(`are named as they are counted in a cluster called ${cluster}`, () => {
      const one = ['127.0.0.1:4613']
      expect(report(cluster, [at(4613)])).toEqual({ reported: one, asked: one })
      const two = ['127.0.0.1:4613', '127.0.0.1:4614']
      expect(report(cluster, [at(4613), at(4614)])).toEqual({ reported: two, asked: two })
    })

  it('go by the proxy that listens at a listed address, once', () => {
    const behind = exampleSidecar('echo-b', 'shop/echo', { version: 'v2', isStatic: true, inbound: at(4613) })
    expect(report('echo_v2', [at(4613)], [behind])).toEqual({ reported: ['echo-b'], asked: ['echo-b'] })
  })
})
