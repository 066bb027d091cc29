import { afterEach, describe, expect, it } from 'vitest'
import { connectAds } from '@/lib/testing/ads-client'
import { barrier, startAdsServer, stopAdsServers, syncOf, takeEverything } from '@/lib/testing/ads-server'
import { exampleDesired, exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { waitFor } from '@/lib/testing/wait-for'
import { createControlPlane } from './control-plane'

afterEach(stopAdsServers)

const mesh = exampleMesh()
const withReviews = (v1: number, v2: number, revision: number) => exampleDesired(revision, mesh, [splitPolicy('shop/reviews', v1, v2)])
const strict = (maxRequests: number, revision: number) =>
  exampleDesired(revision, mesh, [{ ...splitPolicy('shop/reviews', 90, 10), destination: { circuitBreaker: { maxRequests } } }])
/** Copies have a cluster of their own. */
const mirrored = (v1: number, v2: number, revision: number) => {
  const split = splitPolicy('shop/reviews', v1, v2)
  return exampleDesired(revision, mesh, [
    { ...split, rules: split.rules.map((rule) => ({ ...rule, mirror: { version: 'v2', percent: 5 } })) },
  ])
}
const clusterNames = ['inbound', 'shop/frontend|v1', 'shop/ledger|*', 'shop/payments|v1', 'shop/reviews|v1', 'shop/reviews|v2']
const startServer = (desired = withReviews(90, 10, 1), maxBufferedBytes?: number) => startAdsServer(desired, maxBufferedBytes)

describe('a refusal', () => {
  it('is not sent again until the content changes, and its words reach the status', async () => {
    const server = await startServer()
    const client = server.connect()
    await takeEverything(client)
    await waitFor('everything accepted', () => syncOf(server).syncedRevision === 1)
    server.plane.publish(withReviews(70, 30, 2))
    client.nack(await client.next('RDS'), 'weights are not to my taste', ['outbound'])
    await waitFor('the refusal', () => syncOf(server).sync.find((type) => type.type === 'RDS')?.status === 'NACKED')
    const { sync, syncedRevision } = syncOf(server)
    expect(sync.find((type) => type.type === 'RDS')?.error).toBe('weights are not to my taste (new in the refused answer: outbound)')
    expect(syncedRevision).toBe(1)
    server.plane.publish(withReviews(70, 30, 3))
    await barrier(client, 'mark')
    expect(client.unread()).toEqual([])
    server.plane.publish(withReviews(60, 40, 4))
    client.ack(await client.next('RDS'), ['outbound'])
    await waitFor('the recovery', () => syncOf(server).syncedRevision === 4)
    expect(syncOf(server).sync.find((type) => type.type === 'RDS')?.error).toBeNull()
  })

  it('of a cluster does not hold back a change of weights', async () => {
    const server = await startServer()
    const client = server.connect()
    await takeEverything(client)
    server.plane.publish(strict(5, 2))
    client.ack(await client.next('EDS'), clusterNames.slice(1))
    client.nack(await client.next('CDS'), 'no such breaker')
    server.plane.publish(
      exampleDesired(3, mesh, [{ ...splitPolicy('shop/reviews', 10, 90), destination: { circuitBreaker: { maxRequests: 5 } } }]),
    )
    expect(JSON.stringify((await client.next('RDS')).resources)).toContain('"weight":90')
  })
})

describe('an edit that is tried on one proxy', () => {
  it('is taken by one that waits for clusters it refused, when it does without them', async () => {
    const server = await startServer()
    const client = server.connect()
    await takeEverything(client)
    await waitFor('everything accepted', () => syncOf(server).syncedRevision === 1)
    server.plane.publish(mirrored(90, 10, 2))
    client.nack(await client.next('CDS'), 'no such cluster')
    await waitFor('the refusal', () => syncOf(server).sync.find((type) => type.type === 'CDS')?.status === 'NACKED')
    // Its routes name the cluster that it does not have, and are held back.
    expect(syncOf(server).sync.find((type) => type.type === 'RDS')?.status).toBe('STALE')
    expect(await server.plane.tryOn(mirrored(80, 20, 3), ['frontend-1'])).toEqual({ kind: 'unavailable', proxyId: 'frontend-1' })
    const taken = server.plane.tryOn(withReviews(70, 30, 4), ['frontend-1'])
    client.ack(await client.next('CDS'))
    client.ack(await client.next('RDS'), ['outbound'])
    expect(await taken).toEqual({ kind: 'accepted', proxyId: 'frontend-1' })
  })
})

describe('a control plane with a token', () => {
  it('refuses a stream without it, or with another, and serves one that has it', async () => {
    const log = { info: () => undefined, warn: () => undefined }
    const plane = createControlPlane({ listen: '127.0.0.1:0', isStoreAlive: () => true, now: Date.now, log, token: 'a token of the mesh' })
    plane.publish(withReviews(90, 10, 1))
    const { address } = await plane.start()
    const events: string[] = []
    plane.subscribe((event) => events.push(event.kind))
    const strangers = [undefined, 'a guess'].map((token) => connectAds(address, { id: 'stranger' }, token))
    for (const stranger of strangers) {
      stranger.request({ type: 'CDS' })
      expect((await waitFor('the refusal', () => stranger.ended)).code).toBe(16)
    }
    expect(events).toEqual([])
    const friend = connectAds(address, { id: 'friend' }, 'a token of the mesh')
    friend.request({ type: 'CDS' })
    expect((await friend.next('CDS')).type).toBe('CDS')
    for (const client of [...strangers, friend]) client.close()
    await plane.stop(0)
  })
})

describe('a stream', () => {
  it('with an id that is connected is refused by name, and the first one lives on', async () => {
    const server = await startServer()
    const first = server.connect('twin')
    first.request({ type: 'CDS' })
    const clusters = await first.next('CDS')
    const second = server.connect('twin')
    second.request({ type: 'CDS' })
    const ended = await waitFor('the refusal', () => second.ended)
    expect(ended.code).toBe(6)
    expect(ended.details).toContain('twin is connected already')
    expect(server.events.find((event) => event.kind === 'duplicate')).toMatchObject({ proxyId: 'twin' })
    first.ack(clusters)
    await barrier(first, 'mark')
    expect(server.events.some((event) => event.kind === 'disconnected')).toBe(false)
  })

  it('without a node id is refused', async () => {
    const server = await startServer()
    const client = server.connect('')
    client.request({ type: 'CDS' })
    expect((await waitFor('the refusal', () => client.ended)).code).toBe(3)
  })

  it('that does not read is cut at the byte limit, and the others are unharmed', async () => {
    const server = await startServer(withReviews(90, 10, 1), 200)
    const client = server.connect()
    client.request({ type: 'CDS' })
    expect((await waitFor('the cut', () => client.ended)).code).toBe(8)
    expect(server.events.some((event) => event.kind === 'disconnected')).toBe(true)
  })

  it('ends when the control plane stops', async () => {
    const server = await startServer()
    const client = server.connect()
    client.request({ type: 'CDS' })
    await client.next('CDS')
    await server.plane.stop(50)
    await waitFor('the end', () => client.ended)
  })

  it('is told the port is taken when it is', async () => {
    const server = await startServer()
    const log = { info: () => undefined, warn: () => undefined }
    const second = createControlPlane({ listen: server.address, isStoreAlive: () => true, now: Date.now, log })
    second.publish(withReviews(90, 10, 1))
    await expect(second.start()).rejects.toThrow(`the xDS port ${server.address} cannot be opened`)
    await second.stop(0)
  })
})
