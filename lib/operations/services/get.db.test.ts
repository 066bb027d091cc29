import { afterEach, beforeEach, expect, it } from 'vitest'
import { exampleMesh } from '@/lib/testing/example-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { putMesh } from '../mesh/put'
import { getService } from './get'

const now = Date.UTC(2026, 0, 10, 12)
let context: TestContext
beforeEach(async () => {
  context = await testContext({ now: () => now })
})
afterEach(() => context.close())

it('a service outside the mesh has the versions and endpoints that the document declares, with their weights', async () => {
  const ctx = { ...context.web, actor: 'a person' }
  const mesh = exampleMesh()
  const services = mesh.services.map((spec) => (spec.name === 'shop/reviews' ? { ...spec, external: true } : spec))
  await putMesh(ctx, { document: { ...mesh, services }, baseRevision: 0 })
  const detail = await getService(ctx, { service: 'shop/reviews', from: now - 60_000, to: now })
  expect(detail.kind).toBe('external')
  expect(detail.versions.map(({ name, weightPercent }) => [name, weightPercent])).toEqual([
    ['v1', 100],
    ['v2', 0],
  ])
  expect(detail.versionDetails.map(({ name, health, endpoints }) => [name, health, endpoints.map(({ address }) => address)])).toEqual([
    ['v1', 'unknown', ['127.0.0.1:1001']],
    ['v2', 'unknown', ['127.0.0.1:1002']],
  ])
})
