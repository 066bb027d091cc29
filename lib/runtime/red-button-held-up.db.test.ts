import { createServer, type RequestListener } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { stopAllFaults } from '@/lib/operations/faults/stop-all'
import { connectAds } from '@/lib/testing/ads-client'
import { takeEverything } from '@/lib/testing/ads-server'
import { exampleMesh } from '@/lib/testing/example-mesh'
import { startTestRuntime } from '@/lib/testing/start-test-runtime'
import { openTestStore, temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** An admin page of which the test says what it does; answers its address. */
async function startPage(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

it('the red button waits for no proxy that is gone and still has a returned weight to be taken out', { timeout: 30_000 }, async () => {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  let [hanging, begun] = [0, 0]
  const gone = await startPage((request) => {
    hanging += 1
    begun += 1
    request.on('close', () => (hanging -= 1))
  })
  let hangingAtStop: number | null = null
  const admin = await startPage((request, response) => {
    if (request.url?.includes('max_active_faults=0')) hangingAtStop ??= hanging
    response.end('OK\n')
  })
  const before = await openTestStore(folder)
  const note = { proxyId: 'gone-1', url: `http://${gone}`, canaryId: 'c', keys: ['w.v2'], at: Date.now() }
  await before.steer.values.put('weights returned by the admin page', JSON.stringify([note]))
  await before.close()

  const { ctx, runtime, stop } = await startTestRuntime({ folder, mesh: exampleMesh() })
  stops.push(stop)
  const outrider = { service: 'shop/frontend', version: 'v1', outbound: '127.0.0.1:15001', admin }
  const client = connectAds(runtime.xdsAddress, { id: 'frontend-1', outrider })
  stops.push(client.close)
  await takeEverything(client)
  const former = begun
  await waitFor('a request that has just begun to hang', () => begun > former, 15_000)
  await stopAllFaults(ctx, { reason: 'incident' })
  await waitFor('the button', () => hangingAtStop !== null, 10_000)
  expect(hangingAtStop).toBe(1)
})
