import type { MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import { splitServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'

/** One running copy of a shop service. `ports` are those of its proxy and of its application, all on loopback. */
export type ShopInstance = {
  id: string
  service: string
  version: string
  app: number
  /** null for the bank, which lives outside the mesh. */
  proxy: { admin: number; inbound: number; outbound: number; tcp: Record<string, number> } | null
}
export type ShopGateway = { id: string; service: string; admin: number; listen: number }
export type Shop = { instances: ShopInstance[]; gateway: ShopGateway }

type Part = { service: string; version: string; copies: number }

/** Who runs, and how often. Two front ends and two ratings, so that evidence and instance views show more than one proxy. */
const parts: Part[] = [
  { service: 'shop/frontend', version: 'v1', copies: 2 },
  { service: 'shop/catalog', version: 'v1', copies: 1 },
  { service: 'shop/catalog', version: 'v2', copies: 1 },
  { service: 'shop/reviews', version: 'v1', copies: 1 },
  { service: 'shop/reviews', version: 'v2', copies: 1 },
  { service: 'shop/cart', version: 'v1', copies: 1 },
  { service: 'shop/ratings', version: 'v1', copies: 2 },
  { service: 'shop/checkout', version: 'v1', copies: 1 },
  { service: 'shop/payments', version: 'v1', copies: 1 },
  { service: 'shop/ledger', version: 'v1', copies: 1 },
  { service: 'partner/bank', version: 'v1', copies: 1 },
]

const specs: Omit<ServiceSpec, 'versions'>[] = [
  {
    name: 'shop/frontend',
    protocol: 'http',
    hosts: ['frontend', 'frontend.shop'],
    calls: ['shop/catalog', 'shop/reviews', 'shop/cart', 'shop/checkout'],
  },
  { name: 'shop/catalog', protocol: 'http', hosts: ['catalog', 'catalog.shop'], calls: [] },
  { name: 'shop/reviews', protocol: 'http', hosts: ['reviews', 'reviews.shop'], calls: ['shop/ratings'] },
  { name: 'shop/cart', protocol: 'http', hosts: ['cart', 'cart.shop'], calls: [] },
  { name: 'shop/ratings', protocol: 'http', hosts: ['ratings', 'ratings.shop'], calls: [] },
  { name: 'shop/checkout', protocol: 'grpc', hosts: ['checkout', 'checkout.shop'], calls: ['shop/payments', 'shop/ledger'] },
  { name: 'shop/payments', protocol: 'grpc', hosts: ['payments', 'payments.shop'], calls: ['partner/bank'] },
  { name: 'shop/ledger', protocol: 'tcp', port: 7001, hosts: [], calls: [] },
  { name: 'partner/bank', protocol: 'http', external: true, hosts: ['bank'] },
]

/** Every edge that carries traffic when the shop is whole, as edge ids of the topology's service view. */
export const shopEdges = [
  'edge/gateway>shop/frontend:http',
  'shop/frontend>shop/catalog:http',
  'shop/frontend>shop/reviews:http',
  'shop/frontend>shop/cart:http',
  'shop/frontend>shop/checkout:grpc',
  'shop/reviews>shop/ratings:http',
  'shop/checkout>shop/payments:grpc',
  'shop/checkout>shop/ledger:tcp',
  'shop/payments>partner/bank:http',
]

/** The names of the ports that the shop needs; the demo finds a free one for each. */
export function shopPortNames(): string[] {
  const names = ['gateway', 'gateway.admin']
  for (const { id, service } of copies()) {
    names.push(`${id}.app`)
    if (isInMesh(service))
      names.push(`${id}.admin`, `${id}.inbound`, `${id}.outbound`, ...tcpCallees(service).map((callee) => `${id}.tcp.${callee}`))
  }
  return names
}

/** The shop on given ports. `port` answers the port of a name of `shopPortNames`. */
export function buildShop(port: (name: string) => number): Shop {
  const instances = copies().map(({ id, service, version }): ShopInstance => {
    if (!isInMesh(service)) return { id, service, version, app: port(`${id}.app`), proxy: null }
    const tcp = Object.fromEntries(tcpCallees(service).map((callee) => [callee, port(`${id}.tcp.${callee}`)]))
    const proxy = { admin: port(`${id}.admin`), inbound: port(`${id}.inbound`), outbound: port(`${id}.outbound`), tcp }
    return { id, service, version, app: port(`${id}.app`), proxy }
  })
  return { instances, gateway: { id: 'gateway-1', service: 'edge/gateway', admin: port('gateway.admin'), listen: port('gateway') } }
}

/** The mesh document; only the bank has endpoints in it, everybody else registers. */
export function shopMesh(shop: Shop): MeshDocument {
  const services = specs.map((spec): ServiceSpec => {
    const versions = [...new Set(parts.filter((part) => part.service === spec.name).map((part) => part.version))]
    return {
      ...spec,
      versions: versions.map((name) => (spec.external ? { name, endpoints: appEndpoints(shop, spec.name, name) } : { name })),
    }
  })
  return { services, gateways: [{ name: shop.gateway.service, routes: [{ host: '*', path: '/', service: 'shop/frontend' }] }] }
}

/** How the shop starts: reviews all on v1, a fifth of the catalog on v2. */
export const shopPolicies: Policy[] = [
  {
    service: 'shop/reviews',
    rules: [
      {
        name: 'default',
        backends: [
          { version: 'v1', weight: 100 },
          { version: 'v2', weight: 0 },
        ],
      },
    ],
  },
  {
    service: 'shop/catalog',
    rules: [
      {
        name: 'default',
        backends: [
          { version: 'v1', weight: 80 },
          { version: 'v2', weight: 20 },
        ],
      },
    ],
  },
]

export const shopServices: string[] = specs.map((spec) => spec.name).filter((name) => name.startsWith('shop/'))

const isInMesh = (service: string): boolean => !specs.find((spec) => spec.name === service)?.external

function copies(): { id: string; service: string; version: string }[] {
  return parts.flatMap(({ service, version, copies: count }) =>
    Array.from({ length: count }, (_, index) => ({ id: `${splitServiceName(service).name}-${version}-${index + 1}`, service, version })),
  )
}

function tcpCallees(service: string): string[] {
  const calls = specs.find((spec) => spec.name === service)?.calls ?? []
  return calls.filter((callee) => specs.find((spec) => spec.name === callee)?.protocol === 'tcp')
}

const appEndpoints = (shop: Shop, service: string, version: string) =>
  shop.instances
    .filter((instance) => instance.service === service && instance.version === version)
    .map((instance) => ({ address: '127.0.0.1', port: instance.app }))
