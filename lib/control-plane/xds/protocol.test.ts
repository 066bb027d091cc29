import { afterEach, describe, expect, it } from 'vitest'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { barrier, startAdsServer, stopAdsServers, syncOf, takeEverything } from '@/lib/testing/ads-server'
import { exampleDesired, exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { waitFor } from '@/lib/testing/wait-for'

afterEach(stopAdsServers)

const mesh = exampleMesh()
const withReviews = (v1: number, v2: number, revision: number, document: MeshDocument = mesh) =>
  exampleDesired(revision, document, [splitPolicy('shop/reviews', v1, v2)])
const withoutLedger: MeshDocument = { ...mesh, services: mesh.services.filter((service) => service.name !== 'shop/ledger') }
const strict = (maxRequests: number, revision: number) =>
  exampleDesired(revision, mesh, [{ ...splitPolicy('shop/reviews', 90, 10), destination: { circuitBreaker: { maxRequests } } }])
const clusterNames = ['inbound', 'shop/frontend|v1', 'shop/ledger|*', 'shop/payments|v1', 'shop/reviews|v1', 'shop/reviews|v2']
const startServer = (desired = withReviews(90, 10, 1), maxBufferedBytes?: number) => startAdsServer(desired, maxBufferedBytes)

describe('wildcards', () => {
  it('give the whole set in one answer, the update and the addition again, and nothing else', async () => {
    const server = await startServer(withReviews(90, 10, 1, withoutLedger))
    const client = server.connect()
    client.request({ type: 'CDS' })
    const first = await client.next('CDS')
    expect([...first.names].sort()).toEqual(clusterNames.filter((name) => !name.includes('ledger')))
    client.ack(first)
    server.plane.publish(withReviews(90, 10, 2))
    const second = await client.next('CDS')
    expect([...second.names].sort()).toEqual(clusterNames)
    expect(second.version).not.toBe(first.version)
    client.ack(second)
    server.plane.publish(withReviews(50, 50, 3))
    await barrier(client, 'mark')
    expect(client.unread()).toEqual([])
  })

  it('may be explicit, and may stand beside names', async () => {
    const client = (await startServer()).connect()
    client.request({ type: 'CDS', names: ['*', 'shop/reviews|v1'] })
    expect((await client.next('CDS')).names).toHaveLength(clusterNames.length)
  })

  it('end for a stream that has sent names: an empty list then asks for nothing', async () => {
    const server = await startServer()
    const client = server.connect()
    client.request({ type: 'CDS', names: ['shop/reviews|v1'] })
    const named = await client.next('CDS')
    expect(named.names).toEqual(['shop/reviews|v1'])
    client.ack(named, [])
    server.plane.publish(strict(7, 2))
    await barrier(client, 'mark')
    expect(client.unread()).toEqual([])
  })

  it('are not answered after a reconnect with the same version', async () => {
    const server = await startServer()
    const client = server.connect()
    await takeEverything(client)
    const version = client.responses.find((response) => response.type === 'CDS')?.version ?? ''
    client.close()
    await waitFor('the end of the stream', () => server.events.some((event) => event.kind === 'disconnected'))
    const again = server.connect()
    again.request({ type: 'CDS', version })
    await barrier(again, 'mark')
    expect(again.unread()).toEqual([])
    again.request({ type: 'EDS', names: ['shop/reviews|v1'], version: 'whatever' })
    expect((await again.next('EDS')).names).toEqual(['shop/reviews|v1'])
  })
})

describe('names', () => {
  it('that do not exist yet are remembered, and sent when they come to be', async () => {
    const server = await startServer(withReviews(90, 10, 1, withoutLedger))
    const client = server.connect()
    client.request({ type: 'EDS', names: ['shop/ledger|*', 'shop/reviews|v1'] })
    const first = await client.next('EDS')
    expect(first.resources.find((resource) => resource.name === 'shop/ledger|*')?.json.endpoints).toBeUndefined()
    client.ack(first, ['shop/ledger|*', 'shop/reviews|v1'])
    server.plane.publish(withReviews(90, 10, 2))
    const second = await client.next('EDS')
    expect(second.names).toEqual(['shop/ledger|*'])
    expect(second.resources[0]?.json.endpoints).toBeDefined()
  })

  it('that are taken back are not sent any more, and are sent again when asked for again', async () => {
    const server = await startServer()
    const client = server.connect()
    const both = ['shop/reviews|v1', 'shop/reviews|v2']
    client.request({ type: 'EDS', names: both })
    const first = await client.next('EDS')
    client.ack(first, ['shop/reviews|v1'])
    server.plane.publish(withReviews(90, 10, 2, exampleMesh({ v2: { address: '127.0.0.1', port: 2002 } })))
    await barrier(client, 'partial')
    expect(client.unread()).toEqual([])
    client.request({ type: 'EDS', names: both, nonce: first.nonce, version: first.version })
    const second = await client.next('EDS')
    expect(second.names).toEqual(['shop/reviews|v2'])
    client.ack(second, [])
    server.plane.publish(withReviews(90, 10, 3, exampleMesh({ v1: { address: '127.0.0.1', port: 2001 } })))
    await barrier(client, 'total')
    expect(client.unread()).toEqual([])
  })

  it('asked for with a stale nonce get no answer', async () => {
    const server = await startServer()
    const client = server.connect()
    client.request({ type: 'EDS', names: ['shop/reviews|v1'] })
    const first = await client.next('EDS')
    client.request({ type: 'EDS', names: ['shop/reviews|v1', 'shop/reviews|v2'], nonce: 'stale' })
    await barrier(client, 'mark')
    expect(client.unread()).toEqual([])
    client.ack(first, ['shop/reviews|v1', 'shop/reviews|v2'])
    expect((await client.next('EDS')).names).toEqual(['shop/reviews|v2'])
  })

  it('that were dropped while an answer was on its way are left out of the next one', async () => {
    const server = await startServer()
    const client = server.connect()
    client.request({ type: 'EDS', names: ['shop/reviews|v1', 'shop/reviews|v2'] })
    const first = await client.next('EDS')
    server.plane.publish(withReviews(90, 10, 2, exampleMesh({ v1: { address: '::1', port: 1 }, v2: { address: '::1', port: 2 } })))
    client.ack(first, ['shop/reviews|v2'])
    expect((await client.next('EDS')).names).toEqual(['shop/reviews|v2'])
  })
})

describe('the order on one stream', () => {
  it('is clusters, endpoints, listeners, routes, with no answer that was not called for', async () => {
    const server = await startServer()
    const client = server.connect()
    await takeEverything(client)
    expect(client.responses.map((response) => response.type)).toEqual(['CDS', 'EDS', 'LDS', 'RDS'])
    await waitFor('everything accepted', () => syncOf(server).syncedRevision === 1)
    expect(syncOf(server).sync.every((type) => type.status === 'SYNCED')).toBe(true)
  })

  it('holds routes back until new clusters and their endpoints are accepted, and drops old clusters last', async () => {
    const server = await startServer(withReviews(90, 10, 1, withoutLedger))
    const client = server.connect()
    await takeEverything(client)
    const renamed: MeshDocument = {
      ...mesh,
      services: mesh.services.map((service) => (service.name === 'shop/payments' ? { ...service, versions: [{ name: 'v9' }] } : service)),
    }
    server.plane.publish(withReviews(90, 10, 2, renamed))
    const clusters = await client.next('CDS')
    expect(clusters.names).toContain('shop/payments|v1')
    expect(clusters.names).toContain('shop/payments|v9')
    await barrier(client, 'mark')
    expect(client.unread()).toEqual([])
    const names = clusters.names.filter((name) => name !== 'inbound')
    client.request({ type: 'EDS', names, nonce: client.responses.filter((response) => response.type === 'EDS').at(-1)?.nonce ?? '' })
    client.ack(clusters)
    client.ack(await client.next('EDS'), names)
    client.ack(await client.next('LDS'))
    const routes = await client.next('RDS')
    await barrier(client, 'before')
    expect(client.unread()).toEqual([])
    client.ack(routes, ['outbound'])
    const fewer = await client.next('CDS')
    expect(fewer.names).not.toContain('shop/payments|v1')
    expect(syncOf(server).syncedRevision).not.toBe(2)
    client.ack(fewer)
    await waitFor('everything accepted', () => syncOf(server).syncedRevision === 2)
  })

  it('sends the endpoints of a changed cluster again although they are unchanged', async () => {
    const server = await startServer()
    const client = server.connect()
    await takeEverything(client)
    server.plane.publish(strict(9, 2))
    await client.next('CDS')
    const endpoints = await client.next('EDS')
    expect([...endpoints.names].sort()).toEqual(['shop/reviews|v1', 'shop/reviews|v2'])
  })

  it('coalesces publishes while an answer is out: the newest is sent, once', async () => {
    const server = await startServer()
    const client = server.connect()
    await takeEverything(client)
    server.plane.publish(withReviews(80, 20, 2))
    const first = await client.next('RDS')
    for (let weight = 21; weight <= 40; weight += 1) server.plane.publish(withReviews(100 - weight, weight, weight))
    await barrier(client, 'mark')
    expect(client.unread()).toEqual([])
    client.ack(first, ['outbound'])
    const last = await client.next('RDS')
    expect(JSON.stringify(last.resources)).toContain('"weight":40')
    client.ack(last, ['outbound'])
    await waitFor('the last revision', () => syncOf(server).syncedRevision === 40)
    expect(client.unread()).toEqual([])
  })

  it('answers an endpoint question that was overtaken by a new snapshot with what is there, and keeps the watch', async () => {
    const server = await startServer()
    const client = server.connect()
    client.request({ type: 'CDS' })
    const clusters = await client.next('CDS')
    server.plane.publish(withReviews(90, 10, 2, withoutLedger))
    const names = clusters.names.filter((name) => name !== 'inbound')
    client.request({ type: 'EDS', names })
    const endpoints = await client.next('EDS')
    expect([...endpoints.names].sort()).toEqual([...names].sort())
    client.ack(endpoints, names)
    server.plane.publish(withReviews(90, 10, 3, exampleMesh({ v1: { address: '127.0.0.1', port: 3001 } })))
    expect((await client.next('EDS')).names).toContain('shop/reviews|v1')
  })
})
