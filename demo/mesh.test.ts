import { describe, expect, it } from 'vitest'
import { meshDocumentSchema } from '@/lib/api/mesh'
import { policySchema } from '@/lib/api/policies'
import { listProxies } from './demo-proxies'
import { buildShop, shopEdges, shopMesh, shopPolicies, shopPortNames } from './mesh'

const names = shopPortNames()
const shop = buildShop((name) => 20_000 + names.indexOf(name))
const mesh = shopMesh(shop)

describe('the shop', () => {
  it('is a mesh document and policies that the API takes', () => {
    expect(meshDocumentSchema.parse(mesh)).toEqual(mesh)
    for (const policy of shopPolicies) expect(policySchema.parse(policy)).toEqual(policy)
  })

  it('has a port of its own for everything that listens', () => {
    const ports = shop.instances.flatMap(({ app, proxy }) => [
      app,
      ...(proxy ? [proxy.admin, proxy.inbound, proxy.outbound, ...Object.values(proxy.tcp)] : []),
    ])
    const all = [...ports, shop.gateway.admin, shop.gateway.listen]
    expect(new Set(all).size).toBe(all.length)
    expect(new Set(names).size).toBe(names.length)
    expect(all.sort()).toEqual(names.map((_, index) => 20_000 + index).sort())
  })

  it('names as edges exactly what its calls and the gateway make', () => {
    const protocolOf = new Map(mesh.services.map((service) => [service.name, service.protocol]))
    const calls = mesh.services.flatMap((service) =>
      (service.calls ?? []).map((callee) => `${service.name}>${callee}:${protocolOf.get(callee)}`),
    )
    expect([...shopEdges].sort()).toEqual(['edge/gateway>shop/frontend:http', ...calls].sort())
  })

  it('starts with reviews all on v1 and a fifth of the catalog on v2', () => {
    const weights = shopPolicies.map(
      ({ service, rules }) => `${service} ${rules[0]?.backends.map((backend) => `${backend.version} ${backend.weight}`).join(' ')}`,
    )
    expect(weights).toEqual(['shop/reviews v1 100 v2 0', 'shop/catalog v1 80 v2 20'])
  })

  it('has at least ten proxies, each with a bootstrap of its own', () => {
    const proxies = listProxies(shop, 18_000)
    expect(proxies.length).toBeGreaterThanOrEqual(10)
    expect(new Set(proxies.map((proxy) => proxy.bootstrap)).size).toBe(proxies.length)
    expect(proxies.filter((proxy) => proxy.version === null).map((proxy) => proxy.service)).toEqual(['edge/gateway'])
  })
})
