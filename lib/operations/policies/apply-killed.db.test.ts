import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { xdsDriver } from '@/lib/control-plane/xds/driver'
import { putMesh } from '@/lib/operations/mesh/put'
import { exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { connectObedient } from '@/lib/testing/obedient-client'
import { startTestRuntime } from '@/lib/testing/start-test-runtime'
import { openTestStore, temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** Applies one edit in a process of its own that dies at the point; answers what it had acknowledged. */
function applyAndDie(folder: string, point: string): Promise<{ output: string; signal: NodeJS.Signals | null }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(process.cwd(), 'lib/testing/apply-child.ts'), folder, point])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve) => child.once('close', (_code, signal) => resolve({ output, signal })))
}

async function setUp(): Promise<string> {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const store = await openTestStore(folder)
  const ctx = { store, driver: xdsDriver, actor: 'ada', staticProxies: [], scrapeIntervalMs: 1000, now: Date.now, newId: () => 'none' }
  await putMesh(ctx, { document: exampleMesh(), baseRevision: 0 })
  await store.close()
  return folder
}

/** What is stored of the edit, each part by itself. */
async function partsOf(folder: string) {
  const store = await openTestStore(folder)
  try {
    const stored = await store.steer.policies.get('shop/reviews')
    const changes = await store.steer.changes.list({ service: 'shop/reviews', limit: 10 })
    const audits = await store.steer.audit.entries({ after: 0, limit: 1000 })
    return {
      policy: stored?.revision === 2 && JSON.stringify(stored.policy) === JSON.stringify(splitPolicy('shop/reviews', 30, 70)),
      change: changes.length === 1,
      audit: audits.some((row) => row.action === 'policy:apply'),
      revision: await store.steer.revision(),
    }
  } finally {
    await store.close()
  }
}

const points = ['before', 'begun', 'policy', 'revision', 'change', 'audit', 'worked', 'committed', 'acknowledged'] as const

describe('an edit whose process is killed', () => {
  it.each(points)('at "%s" is stored whole or not at all, and whole where it was acknowledged', async (point) => {
    const folder = await setUp()
    const { revision: before } = await partsOf(folder)
    const { output, signal } = await applyAndDie(folder, point)
    expect([output.replace(/acknowledged \d+\n/, ''), signal]).toEqual(['', 'SIGKILL'])
    const parts = await partsOf(folder)
    const isStored = parts.policy
    expect(parts).toEqual({ policy: isStored, change: isStored, audit: isStored, revision: isStored ? before + 1 : before })
    expect(isStored).toBe(point === 'committed' || point === 'acknowledged')
    if (output.includes('acknowledged')) expect(isStored).toBe(true)
  })

  it.each(['audit', 'committed'] as const)('at "%s" leaves what a restarted runtime brings to the proxies', async (point) => {
    const folder = await setUp()
    await applyAndDie(folder, point)
    const again = await startTestRuntime({ folder })
    stops.push(() => again.stop())
    const client = connectObedient(again.runtime.xdsAddress, 'frontend-1')
    stops.push(client.close)
    const wanted = point === 'committed' ? '"shop/reviews|v2","weight":70' : '"shop/reviews|v1","weight":100'
    await waitFor('the stored edit at a proxy', () => JSON.stringify(client.sent('RDS').at(-1)?.resources)?.includes(wanted))
  })
})
