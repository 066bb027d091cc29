import { resolve } from 'node:path'
import type { Config } from '@/lib/config'
import { toStaticProxies } from '@/lib/config/static-proxies'
import { isLoopbackHost } from '@/lib/config/units'
import { createControlPlane } from '@/lib/control-plane/create-control-plane'
import { newId } from '@/lib/ids'
import type { Millis } from '@/lib/mesh/names'
import type { Ctx } from '@/lib/operations/ctx'
import { stopAllFaults } from '@/lib/operations/faults/stop-all'
import { createEnvoyReader } from '@/lib/proxies/envoy/reader'
import type { Store } from '@/lib/store/store'
import { Fleet } from './fleet'
import { loadMeshFile } from './load-mesh-file'
import { Mainspring, type StoreHealth } from './mainspring'
import { readByDriver } from './read-by-driver'
import type { Log, RuntimeContext } from './runtime-context'

export type RuntimeOptions = { config: Config; store: Store; log: Log; now(): Millis; random(): number }
export type Runtime = { xdsAddress: string; stop(): Promise<void> }

/** The store is asked each second; this long without a good answer leased values are renewed no more. */
const storeSilentMs = 5_000

/**
 * Starts reading and steering on an open store: expired leases first, then the desired state, then the xDS port, then the loops. The first scrape is not awaited.
 * Throws what keeps it from starting (port taken, mesh file wrong). `stop` ends loops, drains streams and leaves the store open for whoever opened it.
 */
export async function startRuntime({ config, store, log, now, random }: RuntimeOptions): Promise<Runtime> {
  const health: StoreHealth = { answeredAt: now() }
  const isStoreAlive = (): boolean => now() - health.answeredAt < storeSilentMs
  const fleet = new Fleet()
  const admin = createEnvoyReader({ timeoutMs: config.scrape.timeoutMs, maxBytes: config.scrape.maxBytes, now })
  const controlPlane = createControlPlane({
    listen: config.listen.xds.address,
    isStoreAlive,
    token: isLoopbackHost(config.listen.xds.host) ? null : config.token,
    now,
    log,
    proxies: () => fleet.identities(),
    admin,
    values: store.steer.values,
  })
  const reader = readByDriver(admin, controlPlane)
  const ctx: RuntimeContext = { store, controlPlane, reader, log, now, random }
  const statics = toStaticProxies(config.targets)
  const meshContext: Ctx = {
    store,
    driver: controlPlane,
    actor: 'mesh file',
    staticProxies: statics,
    scrapeIntervalMs: config.scrape.intervalMs,
    now,
    newId: () => newId(now(), random),
  }
  const meshProblem = config.mesh ? await loadMeshFile(meshContext, config.mesh) : null
  const mainspring = new Mainspring(ctx, fleet, {
    scrapeIntervalMs: config.scrape.intervalMs,
    allowAdmin: config.scrape.allowAdmin,
    health,
    isStoreAlive,
    policyFolder: config.policies,
    problems: meshProblem ? [meshProblem] : [],
    redButtonFolder: {
      folder: resolve(config.database),
      press: async ({ actor, reason }) => void (await stopAllFaults({ ...meshContext, actor }, { reason })),
    },
    operations: { ...meshContext, actor: 'canary' },
    webhooks: config.webhooks,
  })
  await mainspring.prepare(statics)
  const { address } = await controlPlane.start()
  mainspring.start(address)
  log.info({ xds: address, targets: statics.length }, 'the runtime has started')
  return {
    xdsAddress: address,
    async stop() {
      await mainspring.stop()
      await controlPlane.stop()
      await reader.close()
      store.series.flush()
    },
  }
}
