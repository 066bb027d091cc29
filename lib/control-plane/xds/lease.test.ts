import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LeaseLoss } from '@/lib/control-plane/control-plane'
import { exampleDesired, exampleFault, exampleMesh } from '@/lib/testing/example-mesh'
import { AdsHub, type StreamHandler } from './ads-hub'
import { messageSchema } from './message-schema'
import { messageNames, toTypeUrl } from './resource-type'

type Layer = { version: string; nonce: string; ttl: string | undefined; values: Record<string, unknown> }

// The protocol core without a transport, so that its clock can be the test's.
const mesh = exampleMesh()
const fault = exampleFault('f1', { service: 'shop/reviews', abort: { percent: 5 }, delay: { percent: 0.0001, fixedDelayMs: 200 } })
const ofCart = exampleFault('f2', { service: 'shop/reviews', caller: 'shop/cart', abort: { percent: 100 } })
const split = (v1: number, v2: number) => [
  { version: 'v1', weight: v1 },
  { version: 'v2', weight: v2 },
]
let isAlive = true
let losses: LeaseLoss[] = []
let hub: AdsHub

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  isAlive = true
  losses = []
  hub = new AdsHub({ isStoreAlive: () => isAlive, now: Date.now })
  hub.subscribe((event) => {
    if (event.kind === 'lease_lost') losses.push(event)
  })
  hub.publish(exampleDesired(1, mesh, [], [fault, ofCart]))
})
afterEach(() => {
  hub.stop()
  vi.useRealTimers()
})

/** A proxy that accepts every layer at once. */
function connect(id: string, service = 'shop/frontend'): { layers: Layer[]; close(): void } {
  const layers: Layer[] = []
  const say = (json: object) => handler.onMessage(Buffer.from(messageSchema().encode('envoy.service.discovery.v3.DiscoveryRequest', json)))
  const type_url = toTypeUrl(messageNames.RTDS)
  const send = (bytes: Buffer): void => {
    const layer = readLayer(bytes)
    layers.push(layer)
    queueMicrotask(() => say({ type_url, resource_names: ['outrider'], response_nonce: layer.nonce, version_info: layer.version }))
  }
  const handler: StreamHandler = hub.open({ peerAddress: '127.0.0.1', send, refuse: (_, message) => expect.fail(message) })
  say({ type_url, resource_names: ['outrider'], node: { id, cluster: service, metadata: { outrider: { service } } } })
  return { layers, close: handler.onClosed }
}

function readLayer(bytes: Buffer): Layer {
  // The shape of a DiscoveryResponse with one wrapped Runtime.
  const json = messageSchema().decode('envoy.service.discovery.v3.DiscoveryResponse', bytes) as {
    versionInfo: string
    nonce: string
    resources: { ttl?: string; resource: { layer: Record<string, unknown> } }[]
  }
  const [wrapped] = json.resources
  return { version: json.versionInfo, nonce: json.nonce, ttl: wrapped?.ttl, values: wrapped?.resource.layer ?? {} }
}

describe('the leased layer', () => {
  it('is answered at once, empty and without a time to live, when nothing is leased', async () => {
    const { layers } = connect('a')
    expect(layers).toHaveLength(1)
    expect(layers[0]).toMatchObject({ ttl: undefined, values: {} })
    await vi.advanceTimersByTimeAsync(30_000)
    expect(layers).toHaveLength(1)
  })

  it('holds percentages in parts of a million for 15 s, and is sent again whole, same version, every 5 s', async () => {
    const { layers } = connect('a')
    await vi.advanceTimersByTimeAsync(1)
    hub.setLease([fault, ofCart])
    expect(layers[1]).toMatchObject({
      ttl: '15s',
      values: {
        'outrider.fault.f1.abort': { numerator: 50_000, denominator: 'MILLION' },
        'outrider.fault.f1.delay': { numerator: 1, denominator: 'MILLION' },
      },
    })
    await vi.advanceTimersByTimeAsync(15_000)
    expect(layers).toHaveLength(5)
    expect(new Set(layers.slice(1).map((layer) => layer.version)).size).toBe(1)
    expect(layers.slice(1).every((layer) => layer.ttl === '15s')).toBe(true)
    expect(new Set(layers.map((layer) => layer.nonce)).size).toBe(5)
  })

  it('differs by caller only where a fault names one', async () => {
    hub.setLease([fault])
    expect(connect('a').layers[0]?.version).toBe(connect('b', 'shop/cart').layers[0]?.version)
    hub.setLease([fault, ofCart])
    expect(Object.keys(connect('c').layers[0]?.values ?? {})).not.toContain('outrider.fault.f2.abort')
    expect(Object.keys(connect('d', 'shop/cart').layers[0]?.values ?? {})).toContain('outrider.fault.f2.abort')
  })

  it('is not renewed while the store is away, and not resumed when that lasted longer than the values', async () => {
    hub.setLease([fault])
    const { layers } = connect('a')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(layers).toHaveLength(2)
    isAlive = false
    expect(connect('b').layers[0]?.values).toEqual({})
    await vi.advanceTimersByTimeAsync(10_000)
    expect(layers).toHaveLength(2)
    expect(losses).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(losses).toHaveLength(1)
    isAlive = true
    await vi.advanceTimersByTimeAsync(20_000)
    expect(layers.at(-1)?.values).toEqual({})
    hub.setLease([fault])
    expect(layers.at(-1)?.values).toEqual({})
    hub.setLease([fault, { ...fault, id: 'f3' }])
    expect(Object.keys(layers.at(-1)?.values ?? {})).toEqual(['outrider.fault.f3.abort', 'outrider.fault.f3.delay'])
  })

  it('stays ended when the values are offered again all the while the store is away, and after it', async () => {
    hub.setLease([fault])
    const { layers } = connect('a')
    isAlive = false
    for (let second = 0; second < 20; second++) {
      hub.setLease([fault])
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(losses).toHaveLength(1)
    isAlive = true
    hub.setLease([fault])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(layers.at(-1)?.values).toEqual({})
  })

  it('stays ended when the values are offered again first thing after this process stood still', async () => {
    hub.setLease([fault])
    const { layers } = connect('a')
    await vi.advanceTimersByTimeAsync(5_000)
    vi.setSystemTime(Date.now() + 60_000)
    hub.setLease([fault])
    expect(layers.at(-1)?.values).toEqual({})
    await vi.advanceTimersByTimeAsync(5_000)
    expect(layers.at(-1)?.values).toEqual({})
    expect(losses).toHaveLength(1)
  })

  it('names what was lost to whoever judges it, at once when that is offered again after this process stood still', async () => {
    const weights = { canaryId: 'c1', service: 'shop/reviews', rules: [{ rule: 'default', backends: split(90, 10) }] }
    hub.setLease([fault])
    hub.setWeights([weights])
    const { layers } = connect('a')
    await vi.advanceTimersByTimeAsync(9_000)
    vi.setSystemTime(Date.now() + 11_000)
    hub.setWeights([weights])
    expect(losses).toMatchObject([{ faults: ['f1'], canaries: ['c1'], unrenewedMs: 15_000 }])
    hub.setLease([fault])
    await vi.advanceTimersByTimeAsync(20_000)
    expect(losses).toHaveLength(1)
    expect(layers.at(-1)?.values).toEqual({})
  })

  it('holds no value past the end of its fault, even when nobody takes it out', async () => {
    hub.setLease([
      { ...fault, endsAt: Date.now() + 8_000 },
      { ...fault, id: 'f3' },
    ])
    const { layers } = connect('a')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(Object.keys(layers.at(-1)?.values ?? {})).toHaveLength(4)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(Object.keys(layers.at(-1)?.values ?? {})).toEqual(['outrider.fault.f3.abort', 'outrider.fault.f3.delay'])
    expect(layers.at(-1)?.ttl).toBe('15s')
  })

  it('goes on when the store was away for one round only, also for a proxy that came in between', async () => {
    hub.setLease([fault])
    isAlive = false
    const { layers } = connect('a')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(layers.at(-1)?.values).toEqual({})
    isAlive = true
    await vi.advanceTimersByTimeAsync(5_000)
    expect(Object.keys(layers.at(-1)?.values ?? {})).toHaveLength(2)
    expect(losses).toHaveLength(0)
  })

  it('holds the weights of canaries beside the faults, renews them, and drops both when nobody could', async () => {
    const weights = { canaryId: 'c1', service: 'shop/reviews', rules: [{ rule: 'default', backends: split(90, 10) }] }
    const { layers } = connect('a')
    await vi.advanceTimersByTimeAsync(1)
    hub.setWeights([weights])
    expect(layers.at(-1)).toMatchObject({
      ttl: '15s',
      values: {
        'outrider.weights.shop.reviews.default.shop/reviews|v1': 90,
        'outrider.weights.shop.reviews.default.shop/reviews|v2': 10,
      },
    })
    await vi.advanceTimersByTimeAsync(1)
    hub.setLease([fault])
    expect(Object.keys(layers.at(-1)?.values ?? {})).toHaveLength(4)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(layers.at(-1)?.ttl).toBe('15s')
    hub.setLease([])
    await vi.advanceTimersByTimeAsync(1)
    expect(Object.keys(layers.at(-1)?.values ?? {})).toHaveLength(2)
    isAlive = false
    await vi.advanceTimersByTimeAsync(25_000)
    expect(losses).toHaveLength(1)
    isAlive = true
    hub.setWeights([weights])
    await vi.advanceTimersByTimeAsync(1)
    expect(layers.at(-1)).toMatchObject({ values: {}, ttl: undefined })
    hub.setWeights([{ ...weights, canaryId: 'c2' }])
    expect(Object.keys(layers.at(-1)?.values ?? {})).toHaveLength(2)
  })

  it('drops the weights of canaries that nobody has offered for a minute', async () => {
    const { layers } = connect('a')
    hub.setWeights([{ canaryId: 'c1', service: 'shop/reviews', rules: [{ rule: 'default', backends: split(90, 10) }] }])
    await vi.advanceTimersByTimeAsync(55_000)
    expect(Object.keys(layers.at(-1)?.values ?? {})).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(layers.at(-1)).toMatchObject({ values: {}, ttl: undefined })
  })

  it('answers a layer of any other name with an empty one', () => {
    hub.setLease([fault])
    const names: string[] = []
    const handler = hub.open({
      peerAddress: '',
      send: (bytes) => names.push(bytes.toString('latin1')),
      refuse: (_, message) => expect.fail(message),
    })
    handler.onMessage(
      Buffer.from(
        messageSchema().encode('envoy.service.discovery.v3.DiscoveryRequest', {
          type_url: toTypeUrl(messageNames.RTDS),
          resource_names: ['elsewhere'],
          node: { id: 'x', cluster: 'x' },
        }),
      ),
    )
    expect(names).toHaveLength(1)
    expect(names[0]).toContain('elsewhere')
    expect(names[0]).not.toContain('outrider.fault')
  })
})
