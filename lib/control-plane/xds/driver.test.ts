import { describe, expect, it } from 'vitest'
import { exampleDesired, exampleFault, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { xdsDriver } from './driver'

const mesh = exampleMesh()
const gateway = exampleSidecar('gw', 'edge/gateway', { role: 'gateway', outbound: null, app: null })
const proxies = [exampleSidecar('a'), exampleSidecar('b', 'shop/reviews'), gateway, exampleSidecar('static', 'shop/x', { isStatic: true })]

describe('the driver', () => {
  it('compares what would be sent: a weight touches one route configuration of its callers', () => {
    const [before, after] = [
      exampleDesired(1, mesh, [splitPolicy('shop/reviews', 100, 0)]),
      exampleDesired(2, mesh, [splitPolicy('shop/reviews', 90, 10)]),
    ]
    expect(xdsDriver.compare(before, after, proxies)).toEqual([{ type: 'RDS', name: 'outbound', change: 'changed', proxies: 2 }])
    expect(xdsDriver.compare(after, after, proxies)).toEqual([])
  })

  it('compares additions, removals, breakers, TCP weights and faults', () => {
    const before = exampleDesired(1, mesh, [splitPolicy('shop/ledger', 100, 0)])
    const named = (after: typeof before) =>
      xdsDriver.compare(before, after, proxies).map(({ type, name, change }) => `${type} ${name} ${change}`)
    expect(named(exampleDesired(2, mesh, [splitPolicy('shop/ledger', 50, 50)]))).toEqual(['EDS shop/ledger|* changed'])
    const strict = { ...splitPolicy('shop/payments', 100, 0), destination: { circuitBreaker: { maxRequests: 3 } } }
    expect(
      named(
        exampleDesired(2, mesh, [
          splitPolicy('shop/ledger', 100, 0),
          { ...strict, rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }] }] },
        ]),
      ),
    ).toEqual(['CDS shop/payments|v1 changed'])
    const faulty = exampleDesired(
      2,
      mesh,
      [splitPolicy('shop/ledger', 100, 0)],
      [exampleFault('f', { service: 'shop/frontend', abort: { percent: 1 } })],
    )
    expect(named(faulty)).toEqual(['RDS outbound changed', 'RTDS outrider changed', 'RDS gateway changed'])
    const fewer = exampleDesired(2, { ...mesh, services: mesh.services.filter((service) => service.name !== 'shop/payments') }, [
      splitPolicy('shop/ledger', 100, 0),
    ])
    expect(named(fewer)).toEqual(['CDS shop/payments|v1 removed', 'EDS shop/payments|v1 removed', 'RDS outbound changed'])
  })

  it('lists the consumers of a service and why; proxies that are only read are none', () => {
    expect(xdsDriver.consumers(exampleDesired(1, mesh), 'shop/frontend', proxies)).toEqual([
      { id: 'a', why: 'shop/frontend may call every service' },
      { id: 'b', why: 'shop/reviews may call every service' },
      { id: 'gw', why: 'gateway edge/gateway routes to shop/frontend' },
    ])
    const limited = {
      ...mesh,
      services: mesh.services.map((service) => ({ ...service, calls: service.name === 'shop/frontend' ? ['shop/reviews'] : [] })),
    }
    expect(xdsDriver.consumers(exampleDesired(1, limited), 'shop/reviews', proxies)).toEqual([
      { id: 'a', why: 'shop/frontend calls shop/reviews' },
    ])
  })

  it('says what a service cannot have, and why', () => {
    const refused = (service: string) => xdsDriver.capabilities(mesh, service).filter((capability) => !capability.supported)
    expect(refused('shop/reviews').map((capability) => capability.feature)).toEqual(['connectionPool.maxConcurrentStreams', 'match.grpc'])
    expect(refused('shop/ledger').map((capability) => capability.feature)).toContain('zoneAwareness')
    expect(refused('shop/ledger').map((capability) => capability.feature)).toContain('fault.abort')
    expect(refused('shop/nowhere').every((capability) => capability.reason === 'shop/nowhere is not in the mesh document')).toBe(true)
  })
})
