import { writeFileSync } from 'node:fs'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import { type Child, startChild } from './child'
import type { DemoFiles } from './demo-files'
import type { Shop } from './mesh'

export type DemoProxy = { id: string; service: string; version: string | null; admin: number; bootstrap: string }

const at = (port: number): string => `127.0.0.1:${port}`

/** Every proxy of the shop with the bootstrap that `outrider bootstrap` prints for it. */
export function listProxies(shop: Shop, xdsPort: number): DemoProxy[] {
  const { gateway } = shop
  const gatewayBootstrap = renderBootstrap({
    id: gateway.id,
    service: gateway.service,
    gateway: true,
    xds: at(xdsPort),
    admin: at(gateway.admin),
    inbound: at(gateway.listen),
  })
  const sidecars = shop.instances.flatMap(({ id, service, version, app, proxy }): DemoProxy[] => {
    if (!proxy) return []
    const tcp = Object.fromEntries(Object.entries(proxy.tcp).map(([callee, port]) => [callee, at(port)]))
    const addresses = { admin: at(proxy.admin), inbound: at(proxy.inbound), outbound: at(proxy.outbound), app: at(app) }
    const bootstrap = renderBootstrap({
      id,
      service,
      version,
      xds: at(xdsPort),
      ...addresses,
      ...(Object.keys(tcp).length > 0 ? { tcp } : {}),
    })
    return [{ id, service, version, admin: proxy.admin, bootstrap }]
  })
  return [{ id: gateway.id, service: gateway.service, version: null, admin: gateway.admin, bootstrap: gatewayBootstrap }, ...sidecars]
}

/** One real Envoy; it is running when this resolves, not yet serving. */
export function startEnvoy(envoy: string, proxy: DemoProxy, files: DemoFiles): Promise<Child> {
  const bootstrap = files.bootstrap(proxy.id)
  writeFileSync(bootstrap, proxy.bootstrap)
  const args = ['-c', bootstrap, '--concurrency', '1', '--disable-hot-restart', '--log-level', 'warning']
  return startChild(proxy.id, envoy, args, files.log(proxy.id))
}
