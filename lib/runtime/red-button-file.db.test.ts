import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startFault } from '@/lib/operations/faults/start'
import { exampleMesh } from '@/lib/testing/example-mesh'
import { startTestRuntime } from '@/lib/testing/start-test-runtime'
import { temporaryFolder } from '@/lib/testing/temporary-store'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

describe('the red button in the data folder', () => {
  it.each([
    ['an empty file', ''],
    ['half a document', '{ "at": "2026-'],
    ['a document without its fields', '{}'],
  ])('counts as pressed when it is %s, and keeps nothing from starting', async (_name, text) => {
    const { folder, remove } = temporaryFolder()
    stops.push(remove)
    const first = await startTestRuntime({ folder, mesh: exampleMesh() })
    const fault = { service: 'shop/reviews', abort: { percent: 20, httpStatus: 503 }, durationSeconds: 600, reason: 'a test' }
    const { id } = await startFault(first.ctx, fault)
    await first.stop()
    const file = join(folder, 'red-button.json')
    writeFileSync(file, text)
    const running = await startTestRuntime({ folder })
    stops.push(() => running.stop())
    expect(await running.store.steer.faults.lock()).toMatchObject({ locked: true, reason: expect.stringContaining('red-button.json') })
    expect((await running.store.steer.faults.get(id))?.stopping?.outcome).toBe('red_button')
    expect(existsSync(file)).toBe(false)
  })
})
