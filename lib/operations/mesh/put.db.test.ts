import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import { reviewsPolicy, shopMesh } from '@/lib/testing/shop-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { undoChange } from '../changes/undo'
import type { Ctx } from '../ctx'
import { applyPolicy } from '../policies/apply'
import { putMesh } from './put'

let context: TestContext
let ctx: Ctx
const put = async (document: MeshDocument) => putMesh(ctx, { document, baseRevision: (await ctx.store.steer.mesh.get())?.revision ?? 0 })
const shift = (v1: number, baseRevision: number) =>
  applyPolicy(ctx, { service: 'shop/reviews', policy: reviewsPolicy(v1, 100 - v1), baseRevision, reason: 'shift' })
const stored = () => ctx.store.steer.policies.get('shop/reviews')
const withReviews = (change: Partial<ServiceSpec>): MeshDocument => ({
  ...shopMesh,
  services: shopMesh.services.map((spec) => (spec.name === 'shop/reviews' ? { ...spec, ...change } : spec)),
})
const withoutReviews: MeshDocument = {
  ...shopMesh,
  services: shopMesh.services
    .filter((spec) => spec.name !== 'shop/reviews')
    .map((spec) => ({ ...spec, calls: spec.calls?.filter((name) => name !== 'shop/reviews') ?? [] })),
}

function audited(): { action: string; outcome: string }[] {
  const db = new Database(join(context.folder, 'steer.db'), { readonly: true })
  try {
    const rows = db.prepare<[], { action: string; outcome: string }>(
      "SELECT action, outcome FROM audit WHERE subject = 'shop/reviews' AND action IN ('policy:remove', 'policy:restore') ORDER BY id",
    )
    return rows.all()
  } finally {
    db.close()
  }
}

beforeEach(async () => {
  context = await testContext()
  ctx = { ...context.web, actor: 'api' }
  await put(shopMesh)
})
afterEach(() => context.close())

describe('a service that leaves the mesh document', () => {
  it('leaves the text of its policy in the audit', async () => {
    await shift(90, 1)
    await put(withoutReviews)
    expect(await stored()).toBeNull()
    const text = JSON.stringify(reviewsPolicy(90, 10))
    expect(audited()).toEqual([{ action: 'policy:remove', outcome: `revision 2, its service left the mesh document: ${text}` }])
  })

  it('gets its former policy back when it is declared again, under a new revision, and can be undone', async () => {
    await shift(90, 1)
    const last = await shift(80, 2)
    await put(withoutReviews)
    await put(shopMesh)
    expect(await stored()).toEqual({ policy: reviewsPolicy(80, 20), revision: 4 })
    expect(audited().at(-1)).toEqual({ action: 'policy:restore', outcome: 'revision 4, the policy it had before' })
    await undoChange(ctx, { id: last.id, reason: 'back' })
    expect(await stored()).toEqual({ policy: reviewsPolicy(90, 10), revision: 5 })
  })

  it('starts anew where its former policy does not fit what it is now, and the audit says so', async () => {
    await shift(90, 1)
    await put(withoutReviews)
    await put(withReviews({ versions: [{ name: 'v1' }, { name: 'v3' }] }))
    expect((await stored())?.policy.rules[0]?.backends).toEqual([
      { version: 'v1', weight: 100 },
      { version: 'v3', weight: 0 },
    ])
    expect(audited().at(-1)).toEqual({
      action: 'policy:restore',
      outcome: expect.stringMatching(/^revision 3, a first policy: the one it had before does not fit: .*no version v2/),
    })
  })

  it('gets back what stood last, not what was edited last', async () => {
    await shift(90, 1)
    await put(withoutReviews)
    await put(withReviews({ versions: [{ name: 'v1' }, { name: 'v3' }] }))
    await put(withoutReviews)
    await put(withReviews({ versions: [{ name: 'v1' }, { name: 'v2' }, { name: 'v3' }] }))
    expect((await stored())?.policy.rules[0]?.backends).toEqual([
      { version: 'v1', weight: 100 },
      { version: 'v3', weight: 0 },
    ])
  })
})

describe('a host that no request can carry', () => {
  it('is refused with its Punycode, in a service and at a gateway', async () => {
    await expect(put(withReviews({ hosts: ['reviews', 'bücher'] }))).rejects.toThrow(
      'services[1].hosts[1]: bücher has characters that no host name in a request can have: write xn--bcher-kva (Punycode)',
    )
    const routes = [{ host: '*.bücher.example', path: '/', service: 'shop/frontend' }]
    await expect(put({ ...shopMesh, gateways: [{ name: 'edge/gateway', routes }] })).rejects.toThrow(
      /^gateways\[0\]\.routes\[0\]\.host: .*write \*\.xn--bcher-kva\.example \(Punycode\)/,
    )
    expect((await ctx.store.steer.mesh.get())?.revision).toBe(1)
  })
})
