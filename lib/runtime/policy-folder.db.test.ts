import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { xdsDriver } from '@/lib/control-plane/xds/driver'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { writeMeshFolder } from '@/lib/mesh-folder'
import type { Ctx } from '@/lib/operations/ctx'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { openTestStore, temporaryFolder } from '@/lib/testing/temporary-store'
import { PolicyFolder } from './policy-folder'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function setUp() {
  const { folder: data, remove } = temporaryFolder()
  const folder = mkdtempSync(join(tmpdir(), 'outrider-policies-'))
  stops.push(remove, () => rmSync(folder, { recursive: true }))
  const store = await openTestStore(data)
  stops.push(() => store.close())
  const ctx: Ctx = {
    store,
    driver: xdsDriver,
    actor: 'ada',
    staticProxies: [],
    scrapeIntervalMs: 1000,
    now: Date.now,
    newId: () => newId(Date.now(), Math.random),
  }
  const logged: string[] = []
  const log = { info: (_: object, text: string) => void logged.push(text), warn: (_: object, text: string) => void logged.push(text) }
  return { folder, store, ctx, logged, log, watched: new PolicyFolder(ctx, folder, log) }
}

describe('a watched policy folder', () => {
  it('is the mesh: a new file, an edited one and a corrected one are taken, a broken one changes nothing', async () => {
    const { folder, store, watched } = await setUp()
    await watched.round()
    expect(watched.problem()).toContain('neither mesh.yaml nor policies')
    writeMeshFolder(folder, exampleMesh(), [splitPolicy('shop/reviews', 80, 20)])
    await watched.round()
    expect(watched.problem()).toBeNull()
    expect((await store.steer.policies.get('shop/reviews'))?.policy).toEqual(splitPolicy('shop/reviews', 80, 20))
    const revision = await store.steer.revision()
    await watched.round()
    expect(await store.steer.revision()).toBe(revision)

    writeMeshFolder(folder, null, [splitPolicy('shop/reviews', 7, 93)])
    mkdirSync(join(folder, 'policies/shop'), { recursive: true })
    writeFileSync(
      join(folder, 'policies/shop/ledger.yaml'),
      'service: shop/ledger\nrules:\n  - name: default\n    backends: [{ version: v9, weight: 100 }]\n',
    )
    await watched.round()
    expect(watched.problem()).toContain('was not applied')
    expect(await store.steer.revision()).toBe(revision)

    rmSync(join(folder, 'policies/shop/ledger.yaml'))
    await watched.round()
    expect(watched.problem()).toBeNull()
    expect((await store.steer.policies.get('shop/reviews'))?.policy).toEqual(splitPolicy('shop/reviews', 7, 93))
    expect((await store.steer.changes.list({ limit: 1 }))[0]).toMatchObject({ actor: 'policy folder', service: 'shop/reviews' })
  })

  it('says in the log what is wrong with it, once, and when it is right again', async () => {
    const { folder, watched, logged } = await setUp()
    writeMeshFolder(folder, exampleMesh(), [splitPolicy('shop/reviews', 80, 20)])
    await watched.round()
    expect(logged).toEqual([])
    const broken = join(folder, 'policies/shop/ledger.yaml')
    mkdirSync(join(folder, 'policies/shop'), { recursive: true })
    writeFileSync(broken, 'service: [')
    await watched.round()
    await watched.round()
    expect(logged).toEqual([watched.problem()])
    expect(logged[0]).toContain('ledger.yaml')
    rmSync(broken)
    await watched.round()
    expect(logged.slice(1)).toEqual([`${folder}: the mesh is what it says again`])
  })

  it.each([
    ['the store was in trouble', 'unavailable'],
    ['a canary wrote the policy meanwhile', 'conflict'],
  ] as const)('loses no edit that was met while %s', async (_name, code) => {
    const { folder, store, watched } = await setUp()
    writeMeshFolder(folder, exampleMesh(), [splitPolicy('shop/reviews', 80, 20)])
    await watched.round()
    writeMeshFolder(folder, null, [splitPolicy('shop/reviews', 7, 93)])
    const { transaction } = store.steer
    store.steer.transaction = async () => {
      throw new AppError(code, 'not now')
    }
    await watched.round()
    expect(watched.problem()).toContain('was not applied: not now')
    store.steer.transaction = transaction
    await watched.round()
    expect(watched.problem()).toBeNull()
    expect((await store.steer.policies.get('shop/reviews'))?.policy).toEqual(splitPolicy('shop/reviews', 7, 93))
  })

  it('says where the mesh was changed past it, and does not change it back', async () => {
    const { folder, store, ctx, watched } = await setUp()
    writeMeshFolder(folder, exampleMesh(), [splitPolicy('shop/reviews', 80, 20)])
    await watched.round()
    const revision = (await store.steer.policies.get('shop/reviews'))?.revision ?? 0
    await applyPolicy(ctx, {
      service: 'shop/reviews',
      policy: splitPolicy('shop/reviews', 10, 90),
      baseRevision: revision,
      reason: 'past it',
    })
    await watched.round()
    expect(watched.problem()).toContain('differ in policies/shop/reviews.yaml')
    expect((await store.steer.policies.get('shop/reviews'))?.policy).toEqual(splitPolicy('shop/reviews', 10, 90))
  })

  describe('that a promoted canary has gone past', () => {
    async function promoted() {
      const set = await setUp()
      writeMeshFolder(set.folder, exampleMesh(), [splitPolicy('shop/reviews', 100, 0), splitPolicy('shop/ledger', 100, 0)])
      await set.watched.round()
      const policy = splitPolicy('shop/reviews', 0, 100)
      const baseRevision = (await set.store.steer.policies.get('shop/reviews'))?.revision ?? 0
      await applyPolicy({ ...set.ctx, actor: 'canary' }, { service: 'shop/reviews', policy, baseRevision, reason: 'promoted' })
      return { ...set, policyOf: async (service: string) => (await set.store.steer.policies.get(service))?.policy }
    }

    it('does not take the promotion back when another file is edited, and goes on saying where both differ', async () => {
      const { folder, watched, policyOf } = await promoted()
      writeMeshFolder(folder, null, [splitPolicy('shop/ledger', 50, 50)])
      await watched.round()
      expect(await policyOf('shop/ledger')).toEqual(splitPolicy('shop/ledger', 50, 50))
      expect(await policyOf('shop/reviews')).toEqual(splitPolicy('shop/reviews', 0, 100))
      expect(watched.problem()).toContain('differ in policies/shop/reviews.yaml')
    })

    it('does not take the promotion back when Outrider starts again', async () => {
      const { folder, ctx, log, policyOf } = await promoted()
      const again = new PolicyFolder(ctx, folder, log)
      await again.round()
      expect(await policyOf('shop/reviews')).toEqual(splitPolicy('shop/reviews', 0, 100))
      expect(again.problem()).toContain('differ in policies/shop/reviews.yaml')
    })

    it('has its way when its file is edited again', async () => {
      const { folder, watched, policyOf } = await promoted()
      writeMeshFolder(folder, null, [splitPolicy('shop/reviews', 90, 10)])
      await watched.round()
      expect(await policyOf('shop/reviews')).toEqual(splitPolicy('shop/reviews', 90, 10))
      expect(watched.problem()).toBeNull()
    })
  })
})
