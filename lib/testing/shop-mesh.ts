import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'

/** A small shop: a gateway, two http services, one with two versions, and a tcp service. */
export const shopMesh: MeshDocument = {
  services: [
    { name: 'shop/frontend', protocol: 'http', hosts: ['frontend'], calls: ['shop/reviews', 'shop/ledger'], versions: [{ name: 'v1' }] },
    { name: 'shop/reviews', protocol: 'http', hosts: ['reviews'], calls: [], versions: [{ name: 'v1' }, { name: 'v2' }] },
    { name: 'shop/ledger', protocol: 'tcp', port: 7001, hosts: [], calls: [], versions: [{ name: 'v1' }] },
  ],
  gateways: [{ name: 'edge/gateway', routes: [{ host: '*', path: '/', service: 'shop/frontend' }] }],
}

export const reviewsPolicy = (v1: number, v2: number): Policy => ({
  service: 'shop/reviews',
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
