import { checkConfig } from '@/lib/config'
import { toStaticProxies } from '@/lib/config/static-proxies'
import { driver } from '@/lib/control-plane/driver'
import { newId } from '@/lib/ids'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Ctx } from '@/lib/operations/ctx'
import { putMesh } from '@/lib/operations/mesh/put'
import { type Runtime, startRuntime } from '@/lib/runtime/start-runtime'
import type { Store } from '@/lib/store/store'
import { openTestStore, silent } from './temporary-store'

export type TestRuntime = { runtime: Runtime; store: Store; ctx: Ctx; stop(): Promise<void> }
export type TestRuntimeOptions = {
  folder: string
  mesh?: MeshDocument
  xds?: string
  now?(): number
  targets?: { kind: 'envoy'; url: string; id?: string }[]
  env?: Record<string, string>
}

/** A whole runtime on a data folder and a free port (or `xds`), reading every second. `now` may run ahead of the clock; `env` configures more. */
export async function startTestRuntime({
  folder,
  mesh,
  xds = '127.0.0.1:0',
  now = Date.now,
  targets = [],
  env = {},
}: TestRuntimeOptions): Promise<TestRuntime> {
  const checked = checkConfig(null, {
    OUTRIDER_DATABASE: folder,
    OUTRIDER_SCRAPE_INTERVAL: '1s',
    OUTRIDER_TARGETS: JSON.stringify(targets),
    ...env,
  })
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems))
  const store = await openTestStore(folder, { now })
  const ctx: Ctx = {
    store,
    driver,
    actor: 'ada',
    staticProxies: toStaticProxies(checked.config.targets),
    scrapeIntervalMs: 1000,
    now,
    newId: () => newId(now(), Math.random),
  }
  if (mesh) await putMesh(ctx, { document: mesh, baseRevision: 0 })
  const [host = '', port] = xds.split(':')
  const config = { ...checked.config, listen: { ...checked.config.listen, xds: { host, port: Number(port), address: xds } } }
  const runtime = await startRuntime({ config, store, log: silent, now, random: Math.random })
  return {
    runtime,
    store,
    ctx,
    async stop() {
      await runtime.stop()
      await store.close()
    },
  }
}
