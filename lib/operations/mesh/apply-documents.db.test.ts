import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '@/lib/errors'
import type { Ctx } from '@/lib/operations/ctx'
import { exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { startFault } from '../faults/start'
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

  it('are refused a rate limit whose bucket two active faults would split, as a fault is beside one and the limit', async () => {
    const fault = { service, durationSeconds: 60, reason: 'a test', overrideLock: 'both are mine' }
    const rule = { name: 'default', backends: [{ version: 'v1', weight: 100 }] }
    const limited = { service, rules: [{ ...rule, rateLimit: { requests: 10, per: '1s' } }] }
    await applyPolicy(ctx, { service, policy: limited, baseRevision: 1, reason: 'a limit' })
    const all = await startFault(ctx, { ...fault, delay: { percent: 10, fixedDelayMs: 10 } })
    const match = { headers: [{ name: 'x-tester', exact: 'yes' }] }
    const testers = { ...fault, match, abort: { percent: 10, httpStatus: 503 } }
    await expect(startFault(ctx, testers)).rejects.toThrow(`match: rule default limits its rate, and fault ${all.id} of ada`)
    await applyPolicy(ctx, { service, policy: { service, rules: [rule] }, baseRevision: 2, reason: 'no limit' })
    await startFault(ctx, testers)
    const again = { policy: limited, baseRevision: 3, reason: 'a limit again' }
    await expect(applyPolicy(ctx, { service, ...again })).rejects.toThrow('rules[0].rateLimit: rule default limits its rate')
    expect(await codeOf(applyDocuments(ctx, { policies: [again], reason: 'a test', dryRun: false }))).toBe('rejected')
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
