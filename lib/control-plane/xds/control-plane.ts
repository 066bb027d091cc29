import type { ControlPlane } from '@/lib/control-plane/control-plane'
import type { Millis } from '@/lib/mesh/names'
import { AdsHub } from './ads-hub'
import { createAdsServer } from './ads-server'
import { xdsDriver } from './driver'

export type XdsOptions = {
  /** `address:port`; port 0 takes a free one. */
  listen: string
  /** Asked every 5 s: while it answers no, leased values are not renewed and end by themselves. */
  isStoreAlive(): boolean
  now(): Millis
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
  maxBufferedBytes?: number | undefined
  /** Asked of every proxy that connects; null where nobody but this machine can. */
  token?: string | null | undefined
}

/** Outrider's own control plane for Envoy: ADS, state of the world, over gRPC. */
export function createControlPlane(options: XdsOptions): ControlPlane {
  const { log } = options
  const hub = new AdsHub({ isStoreAlive: options.isStoreAlive, now: options.now })
  hub.subscribe((event) => {
    if (event.kind !== 'lease_lost') return
    const { faults, canaries, unrenewedMs } = event
    log.warn(
      { faults, canaries, unrenewedMs },
      'leased values were not renewed in time: they have ended on every proxy and are not resumed',
    )
  })
  const server = createAdsServer((port) => hub.open(port), options.maxBufferedBytes ?? 64 * 1024 * 1024, options.token ?? null)
  return {
    ...xdsDriver,
    async start() {
      if (!hub.isPublished) throw new Error('publish before start: a proxy that returns must not meet an empty answer')
      const address = await server.listen(options.listen)
      log.info({ address }, 'the control plane listens')
      return { address }
    },
    publish: (desired) => hub.publish(desired),
    tryOn: (desired, proxyIds) => hub.tryOn(desired, proxyIds),
    resend: (proxyId) => hub.resend(proxyId),
    lease: (faults) => hub.setLease(faults),
    leaseWeights: (weights) => hub.setWeights(weights),
    subscribe: (listener) => hub.subscribe(listener),
    async stop(drainMs = 1_000) {
      hub.stop()
      await server.stop(drainMs)
    },
  }
}
