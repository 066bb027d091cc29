import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Drift } from '@/lib/mesh/drift'
import type { Policy } from '@/lib/mesh/policy'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { undoChange } from '@/lib/operations/changes/undo'
import type { Ctx } from '@/lib/operations/ctx'
import { actOnDrift } from '@/lib/operations/drift/act'
import { applyDocuments } from '@/lib/operations/mesh/apply-documents'
import { putMesh } from '@/lib/operations/mesh/put'
import { exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { layerLevers } from '@/lib/testing/layer-bench'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { applyPolicy } from './apply'

const service = 'shop/reviews'
const timed: Policy = { service, rules: splitPolicy(service, 100, 0).rules.map((rule) => ({ ...rule, timeout: '3s' })) }
const words = 'timeout: front is configured by somebody else'
const reason = 'a test'
let context: TestContext
let ctx: Ctx
const others: ProxyIdentity[] = []
beforeEach(async () => {
  others.splice(0)
  context = await testContext({ staticProxies: others })
  ctx = { ...context.web, actor: 'ada' }
  await putMesh(ctx, { document: exampleMesh(), baseRevision: 0 })
})
afterEach(() => context.close())
const comeForeign = () => others.push(exampleSidecar('front', 'shop/frontend', { isStatic: true, levers: layerLevers }))

describe('what no caller of a service can do is refused', () => {
  it('in documents that are applied together too, and nothing of them is stored', async () => {
    comeForeign()
    for (const dryRun of [true, false])
      await expect(applyDocuments(ctx, { policies: [{ policy: timed, baseRevision: 1 }], reason, dryRun })).rejects.toThrow(words)
    expect((await ctx.store.steer.policies.get(service))?.revision).toBe(1)
  })

  it('in an undo that would bring it back, and not where one takes it out', async () => {
    await applyPolicy(ctx, { service, policy: timed, baseRevision: 1, reason })
    const { id } = await applyPolicy(ctx, { service, policy: splitPolicy(service, 100, 0), baseRevision: 2, reason })
    comeForeign()
    await expect(undoChange(ctx, { id, reason })).rejects.toThrow(words)
    others.splice(0)
    const back = await undoChange(ctx, { id, reason })
    comeForeign()
    expect((await undoChange(ctx, { id: back.id, reason })).after.rules[0]?.timeout).toBeUndefined()
  })

  it('in drift that is adopted', async () => {
    comeForeign()
    const drift: Drift = {
      id: 'd1',
      kind: 'foreign_routes',
      proxyId: 'front',
      service,
      subject: service,
      sentence: 'front runs something else',
      diff: [],
      policy: timed,
      policyRevision: 1,
      adopt: { possible: true },
      overwrite: { possible: true },
      since: 1,
      seenAt: 1,
      ignored: null,
      asked: null,
    }
    await ctx.store.steer.transaction((tx) => tx.drift.put(drift))
    await expect(actOnDrift(ctx, { id: 'd1', action: 'adopt', reason })).rejects.toThrow(words)
  })
})
