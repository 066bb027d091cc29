import type { Desired } from '@/lib/control-plane/control-plane'
import type { Fault, FaultSpec } from '@/lib/mesh/fault'
import type { Endpoint, MeshDocument } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import type { ProxyIdentity } from '@/lib/mesh/proxy'

type Endpoints = { v1?: Endpoint; v2?: Endpoint }

/** A small mesh: frontend calls reviews (v1, v2; http), payments (grpc) and ledger (tcp, port 7001); a gateway in front. */
export function exampleMesh({
  v1 = { address: '127.0.0.1', port: 1001 },
  v2 = { address: '127.0.0.1', port: 1002 },
}: Endpoints = {}): MeshDocument {
  const both = [
    { name: 'v1', endpoints: [v1] },
    { name: 'v2', endpoints: [v2] },
  ]
  return {
    services: [
      { name: 'shop/frontend', protocol: 'http', hosts: ['frontend'], versions: [{ name: 'v1' }] },
      { name: 'shop/reviews', protocol: 'http', hosts: ['reviews', 'reviews.shop'], versions: both },
      { name: 'shop/payments', protocol: 'grpc', hosts: ['payments'], versions: [{ name: 'v1', endpoints: [v1] }] },
      { name: 'shop/ledger', protocol: 'tcp', hosts: [], port: 7001, versions: both },
    ],
    gateways: [{ name: 'edge/gateway', routes: [{ host: '*', path: '/', service: 'shop/frontend' }] }],
  }
}

export const splitPolicy = (service: string, v1: number, v2: number): Policy => ({
  service,
  rules: [
    {
      name: 'default',
      backends: [
        { version: 'v1', weight: v1 },
        { version: 'v2', weight: v2 },
      ],
    },
  ],
})

export const exampleDesired = (revision: number, mesh: MeshDocument, policies: Policy[] = [], faults: Fault[] = []): Desired => ({
  revision,
  mesh,
  policies: policies.map((policy) => ({ policy, revision })),
  instances: [],
  faults,
})

/** An active fault; at: its age in this list, lower = older. */
export const exampleFault = (id: string, spec: Omit<FaultSpec, 'durationSeconds' | 'reason'>, at = 1): Fault => ({
  ...spec,
  id,
  durationSeconds: 60,
  reason: 'a test',
  actor: 'test',
  at,
  state: 'injecting',
  stateReason: null,
  outcome: null,
  endsAt: Number.MAX_SAFE_INTEGER,
  endedAt: null,
  revision: 1,
  stopping: null,
  planned: null,
  injected: { aborts: 0, delays: 0, abortsPerSecond: 0, delaysPerSecond: 0 },
  evidence: [],
})

export const exampleSidecar = (id: string, service = 'shop/frontend', over: Partial<ProxyIdentity> = {}): ProxyIdentity => ({
  id,
  kind: 'envoy',
  role: 'sidecar',
  service,
  version: 'v1',
  adminUrl: 'http://127.0.0.1:9901',
  inbound: { address: '127.0.0.1', port: 15006 },
  outbound: { address: '127.0.0.1', port: 15001 },
  app: { address: '127.0.0.1', port: 8080 },
  tcp: {},
  simulated: false,
  isStatic: false,
  build: null,
  ...over,
})
