import { afterEach, describe, expect, it } from 'vitest'
import { startFault } from '@/lib/operations/faults/start'
import { exampleMesh } from '@/lib/testing/example-mesh'
import { connectObedient } from '@/lib/testing/obedient-client'
import { startTestRuntime } from '@/lib/testing/start-test-runtime'
import { temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

describe('a runtime that stood still', () => {
  it('expires the fault whose values ended, although its loops were away for less than a lease lasts', async () => {
    const { folder, remove } = temporaryFolder()
    stops.push(remove)
    let stoodStillMs = 0
    const now = () => Date.now() + stoodStillMs
    const running = await startTestRuntime({ folder, mesh: exampleMesh(), now })
    stops.push(() => running.stop())
    const { client, sent, close } = connectObedient(running.runtime.xdsAddress, 'frontend-1')
    stops.push(close)
    await waitFor('the proxy', async () => running.store.observed.listStatus().get('frontend-1')?.connected === true)
    client.request({ type: 'RTDS', names: ['outrider'] })
    const { id } = await startFault(running.ctx, {
      service: 'shop/reviews',
      abort: { percent: 20, httpStatus: 503 },
      durationSeconds: 600,
      reason: 'a test',
    })
    await waitFor('its values', () => sent('RTDS').length > 1)
    const leases = sent('RTDS').length
    await waitFor('a renewal', () => sent('RTDS').length > leases, 8_000)
    const renewedAt = Date.now()
    await waitFor('2.5 s since the renewal', () => Date.now() - renewedAt > 2_500)
    stoodStillMs = 13_000
    const stopping = await waitFor('the end', async () => (await running.store.steer.faults.get(id))?.stopping ?? null)
    expect(stopping).toMatchObject({ outcome: 'expired', actor: 'lease' })
  }, 30_000)
})
