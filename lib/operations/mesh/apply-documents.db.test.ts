import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '@/lib/errors'
import type { Ctx } from '@/lib/operations/ctx'
import { exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { applyPolicy } from '../policies/apply'
import { applyDocuments } from './apply-documents'
import { putMesh } from './put'

let context: TestContext
let ctx: Ctx
beforeEach(async () => {
  context = await testContext()
  ctx = { ...context.web, actor: 'ada' }
  await putMesh(ctx, { document: exampleMesh(), baseRevision: 0 })
})
afterEach(() => context.close())

const service = 'shop/reviews'
const elsewhere = { service, rules: [{ name: 'default', backends: [{ version: 'v9', weight: 100 }] }] }
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof AppError ? error.code : error),
  )

describe('documents applied together', () => {
  it('that are based on an older edit are told of that one, whatever they mean', async () => {
    await applyPolicy(ctx, { service, policy: splitPolicy(service, 80, 20), baseRevision: 1, reason: 'first' })
    const apply = (baseRevision: number) =>
      codeOf(applyDocuments(ctx, { policies: [{ policy: elsewhere, baseRevision }], reason: 'a test', dryRun: false }))
    expect(await apply(1)).toBe('conflict')
    expect(await apply(2)).toBe('rejected')
  })

  it('with a mesh that would not fit them either', async () => {
    await applyPolicy(ctx, { service, policy: splitPolicy(service, 80, 20), baseRevision: 1, reason: 'first' })
    const { services, ...rest } = exampleMesh()
    const document = { ...rest, services: services.map((each) => ({ ...each, versions: each.versions.slice(0, 1) })) }
    const mesh = { document, baseRevision: 1 }
    const ledger = { policy: splitPolicy('shop/ledger', 100, 0), baseRevision: 7 }
    expect(await codeOf(applyDocuments(ctx, { mesh, policies: [ledger], reason: 'a test', dryRun: false }))).toBe('conflict')
  })
})
