import type { ControlPlane, ControlPlaneEvent, Desired } from '@/lib/control-plane/control-plane'
import { createControlPlane } from '@/lib/control-plane/xds/control-plane'
import { type AdsClient, connectAds } from './ads-client'

const outrider = { service: 'shop/frontend', version: 'v1', inbound: '127.0.0.1:15006', outbound: '127.0.0.1:15001', app: '127.0.0.1:8080' }

const stops: (() => Promise<void> | void)[] = []
/** Ends what a test opened: `afterEach(stopAdsServers)`. */
export async function stopAdsServers(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop()
}

export type AdsTestServer = { plane: ControlPlane; address: string; events: ControlPlaneEvent[]; connect(id?: string): AdsClient }

/** A control plane on a free port that has published this, its events, and clients that name themselves as frontend sidecars. */
export async function startAdsServer(desired: Desired, maxBufferedBytes?: number): Promise<AdsTestServer> {
  const log = { info: () => undefined, warn: () => undefined }
  const plane = createControlPlane({ listen: '127.0.0.1:0', isStoreAlive: () => true, now: Date.now, log, maxBufferedBytes })
  const events: ControlPlaneEvent[] = []
  plane.subscribe((event) => events.push(event))
  plane.publish(desired)
  const { address } = await plane.start()
  stops.push(() => plane.stop(0))
  const connect = (id = 'frontend-1'): AdsClient => {
    const client = connectAds(address, { id, outrider })
    stops.push(client.close)
    return client
  }
  return { plane, address, events, connect }
}

/** As Envoy does at its start: CDS, EDS, LDS, RDS, all accepted. */
export async function takeEverything(client: AdsClient): Promise<void> {
  client.request({ type: 'CDS' })
  const clusters = await client.next('CDS')
  const names = clusters.names.filter((name) => name !== 'inbound')
  client.request({ type: 'EDS', names })
  client.ack(clusters)
  client.ack(await client.next('EDS'), names)
  client.request({ type: 'LDS' })
  client.ack(await client.next('LDS'))
  client.request({ type: 'RDS', names: ['outbound'] })
  client.ack(await client.next('RDS'), ['outbound'])
}

/** Everything the server had to say before it answers a new question is there when this resolves. */
export async function barrier(client: AdsClient, mark: string): Promise<void> {
  const last = client.responses.filter((response) => response.type === 'RTDS').at(-1)
  client.request({ type: 'RTDS', names: [mark], ...(last && { nonce: last.nonce, version: last.version }) })
  client.ack(await client.next('RTDS'), [mark])
}

/** The newest state per type of a proxy, as the events told it. */
export const syncOf = (server: AdsTestServer, id = 'frontend-1') => {
  const last = server.events.filter((event) => event.kind === 'sync' && event.proxyId === id).at(-1)
  if (last?.kind !== 'sync') throw new Error('no sync event yet')
  return last
}
