import type { ControlPlane, ControlPlaneEvent } from '@/lib/control-plane/control-plane'
import { envoyRuntimeDriver } from './driver'
import { LayerKeeper } from './layer-keeper'
import type { EnvoyRuntimeOptions } from './options'
import { toPlace } from './place'
import { createReadBack } from './read-back'

const tickMs = 500

/**
 * Steers Envoys that somebody else configures, by values of their admin runtime layer: faults where their configuration has a fault filter, weights where it has
 * a runtime key for them. What it writes is noted before, and taken out at the end, when it stops, and when it starts after a crash. Nothing of it ends by itself.
 */
export function createEnvoyRuntime(options: EnvoyRuntimeOptions): ControlPlane {
  const listeners = new Set<(event: ControlPlaneEvent) => void>()
  const keeper = new LayerKeeper(options, (event) => {
    for (const listener of listeners) listener(event)
  })
  let timer: NodeJS.Timeout | null = null
  return {
    ...envoyRuntimeDriver,
    async start() {
      await keeper.load()
      timer = setInterval(() => keeper.tick(), tickMs)
      keeper.tick()
      return { address: '' }
    },
    publish: (desired) => keeper.publish(desired),
    tryOn: (desired, proxyIds) => keeper.tryOn(desired, proxyIds),
    resend: (proxyId) => keeper.resend(proxyId),
    lease: (faults) => keeper.lease(faults),
    // A canary is refused on its proxies: a weight there would not go back by itself.
    leaseWeights: () => {},
    heldKeys: (proxyId) => [...keeper.notesOf(proxyId).keys()],
    readBackOf(proxyId) {
      const identity = options.proxies().find(({ id }) => id === proxyId)
      const { desired } = keeper
      const place = identity && desired ? toPlace(desired, identity) : null
      if (!place || !desired) return null
      return createReadBack({ place, desired, faults: keeper.activeFaults(), noted: () => keeper.notesOf(proxyId), admin: options.admin })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async stop(drainMs = 1_000) {
      if (timer) clearInterval(timer)
      // A note that hangs is given up after two seconds; only then do faults get their turn.
      await keeper.stop(Math.max(drainMs, 3_000))
    },
  }
}
