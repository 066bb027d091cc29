import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CanaryRecord } from '@/lib/canary/canary-record'
import { presets } from '@/lib/canary/presets'
import { startCanary } from '@/lib/canary/start-canary'
import { exampleRecord } from '@/lib/testing/example-record'
import { openTestStore, temporaryFolder } from '@/lib/testing/temporary-store'
import type { Store } from '../store'

const phi = { phi: 1, mean: null, differences: 0, isMeasured: false }

function draft(): CanaryRecord {
  const words = { actor: 'ada', reason: 'a test', overrideLock: null }
  const plan = { id: 'c1', service: 'shop/reviews', version: 'v2', baseline: 'v1', parameters: presets.fast, ...words }
  return exampleRecord(startCanary(plan, { history: {}, errors: phi, bounds: [], promotionBoundMs: null }, 1, 0))
}

let store: Store
let stops: (() => Promise<void> | void)[] = []
beforeEach(async () => {
  const { folder, remove } = temporaryFolder()
  store = await openTestStore(folder)
  stops = [remove, () => store.close()]
})
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
})

describe('open canaries', () => {
  it('are read as they were committed, whatever a transaction that was rolled back has read of them', async () => {
    await store.steer.canaries.insert(draft())
    const ownRevisions = async () => (await store.steer.canaries.open()).map(({ record, revision }) => [record.ownRevision, revision])
    expect(await ownRevisions()).toEqual([[null, 1]])
    const failing = store.steer.transaction(async (tx) => {
      await tx.canaries.replace({ ...draft(), ownRevision: 7 }, 1)
      expect((await tx.canaries.open()).map(({ record }) => record.ownRevision)).toEqual([7])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await ownRevisions()).toEqual([[null, 1]])
    await store.steer.canaries.replace({ ...draft(), ownRevision: 8 }, 1)
    expect(await ownRevisions()).toEqual([[8, 2]])
    await store.steer.transaction(async (tx) => {
      expect((await tx.canaries.open()).map(({ record }) => record.ownRevision)).toEqual([8])
    })
  })
})
