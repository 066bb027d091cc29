import type { Desired } from '@/lib/control-plane/control-plane'
import type { Policy, Rule } from '@/lib/mesh/policy'
import type { ProxyIdentity } from '@/lib/mesh/proxy'

export const serviceName = (index: number): string => `bench-${index % 20}/service-${String(index).padStart(4, '0')}`

/** A policy that uses most of what there is; `percent` on v2. */
export const richPolicy = (service: string, percent: number): Policy => ({
  service,
  rules: [
    ruleOf('testers', percent, { match: { headers: [{ name: 'x-tester', exact: 'yes' }], path: { prefix: '/api' } } }),
    ruleOf('search', percent, { match: { method: 'GET', queryParams: [{ name: 'q', present: true }] }, stickiness: { header: 'x-user' } }),
    ruleOf('default', percent),
  ],
  destination: {
    circuitBreaker: { maxConnections: 512, maxPendingRequests: 256, maxRequests: 1024, retryBudget: { percent: 20 } },
    connectionPool: { connectTimeout: '1s', idleTimeout: '10m' },
    outlier: { consecutive5xx: 5, interval: '10s', baseEjection: '30s', maxEjectionPercent: 50 },
    loadBalancing: 'least-request',
  },
})

const ruleOf = (name: string, percent: number, change: Partial<Rule> = {}): Rule => ({
  name,
  backends: [
    { version: 'v1', weight: 100 - percent },
    { version: 'v2', weight: percent },
  ],
  timeout: '3s',
  retry: { attempts: 2, on: ['5xx', 'connect-failure'], perTryTimeout: '1s' },
  requestHeaders: { set: [{ name: 'x-rule', value: name }] },
  ...change,
})

export const sidecarOf = (index: number): ProxyIdentity => ({
  id: `proxy-${index}`,
  kind: 'envoy',
  role: 'sidecar',
  service: serviceName(index),
  version: 'v1',
  adminUrl: null,
  inbound: { address: '127.0.0.1', port: 20_000 + index },
  outbound: { address: '127.0.0.1', port: 40_000 + (index % 20_000) },
  app: { address: '127.0.0.1', port: 8080 },
  tcp: {},
  simulated: false,
  isStatic: false,
  build: null,
})

/** `services` http services of two versions, three endpoints each, a rich policy each. `callees`: how many each may call; null: all. */
export function richMesh(services: number, callees: number | null): { desired: Desired; proxies: ProxyIdentity[] } {
  const indexes = Array.from({ length: services }, (_, index) => index)
  const callsOf = (index: number) =>
    callees === null ? {} : { calls: Array.from({ length: callees }, (_, at) => serviceName((index * 7 + at * 131 + 1) % services)) }
  const versionsOf = (index: number) =>
    ['v1', 'v2'].map((name, at) => ({
      name,
      endpoints: [1, 2, 3].map((host) => ({ address: `10.${at}.${index % 250}.${host}`, port: 8080 })),
    }))
  return {
    desired: {
      revision: 1,
      mesh: {
        services: indexes.map((index) => ({
          name: serviceName(index),
          protocol: 'http',
          hosts: [serviceName(index).replace('/', '.')],
          versions: versionsOf(index),
          ...callsOf(index),
        })),
        gateways: [],
      },
      policies: indexes.map((index) => ({ policy: richPolicy(serviceName(index), 10), revision: 1 })),
      instances: [],
      faults: [],
    },
    proxies: indexes.map(sidecarOf),
  }
}
