import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { putMesh } from '@/lib/operations/mesh/put'
import { exampleMesh } from '@/lib/testing/example-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { loadMeshFile } from './load-mesh-file'

const contexts: TestContext[] = []
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

async function setUp() {
  const context = await testContext()
  contexts.push(context)
  const ctx = { ...context.web, actor: 'mesh file' }
  const path = join(context.folder, 'mesh.yaml')
  const write = (document: MeshDocument) => writeFileSync(path, stringify(document))
  write(exampleMesh())
  return { ctx, path, write, load: () => loadMeshFile(ctx, path), stored: () => ctx.store.steer.mesh.get() }
}

const without = (name: string): MeshDocument => ({
  ...exampleMesh(),
  services: exampleMesh().services.filter((service) => service.name !== name),
})

describe('the mesh file', () => {
  it('is taken over at the first start and again when it has changed', async () => {
    const { write, load, stored } = await setUp()
    expect(await load()).toBeNull()
    expect((await stored())?.document.services).toHaveLength(4)
    write(without('shop/ledger'))
    expect(await load()).toBeNull()
    expect((await stored())?.document.services).toHaveLength(3)
  })

  it('does not take back an edit of the mesh that came over the API, at no restart', async () => {
    const { ctx, load, stored } = await setUp()
    await load()
    await putMesh(ctx, { document: without('shop/ledger'), baseRevision: (await stored())?.revision ?? 0 })
    expect(await load()).toBeNull()
    expect((await stored())?.document.services).toHaveLength(3)
  })

  it('leaves the store alone where both have moved, and says so', async () => {
    const { ctx, write, load, stored } = await setUp()
    await load()
    await putMesh(ctx, { document: without('shop/ledger'), baseRevision: (await stored())?.revision ?? 0 })
    write(without('shop/payments'))
    expect(await load()).toContain('the store stands')
    expect((await stored())?.document.services.map((service) => service.name)).toContain('shop/payments')
  })

  it('is refused by line when it is malformed', async () => {
    const { ctx, path, load } = await setUp()
    await load()
    writeFileSync(path, 'services:\n  - name: shop/cart\n    protocol: smtp\n')
    await expect(loadMeshFile(ctx, path)).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(/mesh\.yaml:3: /) })
  })
})
