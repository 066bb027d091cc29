import type { StaticTarget } from '@/lib/config'
import type { ProxyIdentity } from '@/lib/mesh/proxy'

/** Targets of the configuration as proxies: read, never steered. One that names no service goes by its id until its own page tells more. */
export const toStaticProxies = (targets: readonly StaticTarget[]): ProxyIdentity[] =>
  targets.map((target) => ({
    id: target.id,
    kind: target.kind,
    role: 'unknown',
    service: target.service ?? target.id,
    version: target.version,
    adminUrl: target.url,
    inbound: null,
    outbound: null,
    app: null,
    tcp: {},
    simulated: false,
    isStatic: true,
    build: null,
  }))
