import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Session } from '@/cli/session'
import { releaseFaults } from '@/lib/operations/faults/release'
import { startFault } from '@/lib/operations/faults/start'
import { readProxyList, writeProxyList } from '@/lib/red-button-folder'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { startRuntimeChild } from '@/lib/testing/start-runtime-child'
import { startLooking, startStaticBench, valuesOf } from '@/lib/testing/start-static-bench'
import { idleFault } from '@/lib/testing/static-bootstrap'
import { temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'
import { releaseDirectly, stopDirectly } from './stop-direct'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const own = { ...idleFault, abort_percent_runtime: 'mine.percent', max_active_faults_runtime: 'mine.limit' }
const routes = [{ prefix: '/', clusters: [{ name: 'reviews_v1' }], fault: own }]

/** What was printed; an error's words where it failed. */
async function say(work: (session: Session) => Promise<unknown>): Promise<string> {
  const said: string[] = []
  // Of a session only these are used without an Outrider.
  const session = { isJson: false, print: (text: string) => said.push(text) } as unknown as Session
  await work(session).catch((error: unknown) => said.push(`failed: ${String(error)}`))
  return said.join('\n')
}

describe.skipIf(noEnvoyReason)('the red button without Outrider, on Envoys that somebody else configures', { timeout: 60_000 }, () => {
  it('stops filters that obey keys of their own, and leaves nothing once it is released', async () => {
    const { folder, envoy, mesh, targets, send } = await startStaticBench(stops, { routes })
    const child = await startRuntimeChild({ folder, xds: '127.0.0.1:0', mesh, targets })
    stops.push(child.kill)
    const fault = { service: 'shop/reviews', abort: { percent: 100 }, durationSeconds: 600, reason: 'a test', withoutLease: true }
    await waitFor('a fault', () => child.startFault(fault).catch(() => null))
    await waitFor('only 503', async () => (await send(20)).byStatus[503] === 20, 20_000)
    const list = await waitFor('the list', () => existsSync(join(folder, 'proxies.json')) && readProxyList(folder))
    expect(list.proxies).toMatchObject([{ id: 'front-1', stopKeys: expect.arrayContaining(['mine.limit', 'mine.percent']) }])
    await child.kill()
    const words = await say((session) => stopDirectly(session, folder, 'incident'))
    expect(words).toContain('1 of 1 proxies inject nothing any more')
    expect(words).toContain('in proxies that it does not configure they stay until it is back')
    expect((await send(50)).byStatus).toEqual({ 200: 50 })
    const { ctx } = await startLooking(stops, { folder, targets })
    await waitFor('only the lock is left', async () => Object.keys(await valuesOf(envoy)).join() === 'fault.http.max_active_faults', 10_000)
    await releaseFaults(ctx, { reason: 'over' })
    await waitFor('clean', async () => Object.keys(await valuesOf(envoy)).length === 0, 10_000)
  })

  it('stops what their own configuration injects, and gives it back', async () => {
    const fault = { ...own, abort: { http_status: 503, percentage: { numerator: 100 } } }
    const { folder, envoy, targets, send } = await startStaticBench(stops, {
      routes: [{ prefix: '/', clusters: [{ name: 'reviews_v1' }], fault }],
    })
    const proxies = targets.map(({ id, url }) => ({ id, service: 'shop/front', adminUrl: url, stopKeys: ['mine.limit', 'mine.percent'] }))
    writeProxyList(folder, { at: 'now', proxies })
    expect((await send(20)).byStatus).toEqual({ 503: 20 })
    expect(await say((session) => stopDirectly(session, folder, 'incident'))).toContain('inject nothing any more')
    expect((await send(20)).byStatus).toEqual({ 200: 20 })
    await say((session) => releaseDirectly(session, folder))
    expect(await valuesOf(envoy)).toEqual({})
    expect((await send(20)).byStatus).toEqual({ 503: 20 })
  })

  it('leaves the 0 by which their owner had switched an injection off, whoever releases', async () => {
    const fault = { ...own, abort: { http_status: 503, percentage: { numerator: 100 } } }
    const { folder, envoy, targets, send } = await startStaticBench(stops, {
      routes: [{ prefix: '/', clusters: [{ name: 'reviews_v1' }], fault }],
    })
    const proxies = targets.map(({ id, url }) => ({ id, service: 'shop/front', adminUrl: url, stopKeys: ['mine.limit', 'mine.percent'] }))
    writeProxyList(folder, { at: 'now', proxies })
    await envoy.post('/runtime_modify?mine.percent=0&mine.limit=7')
    await say((session) => stopDirectly(session, folder, 'incident'))
    expect(await valuesOf(envoy)).toMatchObject({ 'mine.limit': '0', 'mine.percent': '0' })
    expect(await say((session) => releaseDirectly(session, folder))).toContain(
      'front-1 held before the stop, and it is not set again: mine.limit = 7',
    )
    expect(await valuesOf(envoy)).toEqual({ 'mine.percent': '0' })
    expect((await send(20)).byStatus).toEqual({ 200: 20 })
    expect(existsSync(join(folder, 'red-button-set.json'))).toBe(false)
  })

  it('gives back what they held when it is released in an Outrider that came back, and the next fault works', async () => {
    const fault = { ...own, abort: { http_status: 503, percentage: { numerator: 100 } } }
    const { folder, envoy, mesh, targets, send } = await startStaticBench(stops, {
      routes: [{ prefix: '/', clusters: [{ name: 'reviews_v1' }], fault }],
    })
    const proxies = targets.map(({ id, url }) => ({ id, service: 'shop/front', adminUrl: url, stopKeys: ['mine.limit', 'mine.percent'] }))
    writeProxyList(folder, { at: 'now', proxies })
    // It is set by a person, and stopped with the rest.
    await envoy.post('/runtime_modify?mine.limit=5')
    await say((session) => stopDirectly(session, folder, 'incident'))
    expect(await valuesOf(envoy)).toMatchObject({ 'mine.limit': '0' })
    const { ctx, store } = await startLooking(stops, { folder, mesh, targets })
    await waitFor('the lock', async () => (await store.steer.faults.lock())?.locked, 10_000)
    await releaseFaults(ctx, { reason: 'over' })
    await waitFor('clean', async () => Object.keys(await valuesOf(envoy)).length === 0, 10_000)
    const spec = { service: 'shop/reviews', abort: { percent: 100, httpStatus: 418 }, durationSeconds: 600, reason: 'a test' }
    await startFault(ctx, { ...spec, withoutLease: true })
    await waitFor('only 418', async () => (await send(20)).byStatus[418] === 20, 20_000)
  })
})

it('the red button without Outrider names a proxy of somebody else that could not be told, and no clock for it', async () => {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const server = createServer((_request, response) => void response.writeHead(503).end('no'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => server.close() && undefined)
  const address = server.address()
  const adminUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  writeProxyList(folder, { at: 'now', proxies: [{ id: 'front-1', service: 'shop/front', adminUrl, stopKeys: [] }] })
  const words = await say((session) => stopDirectly(session, folder, 'incident'))
  expect(words).toContain('0 of 1 proxies inject nothing any more')
  expect(words).toContain('Nothing ends by itself on proxies that Outrider does not configure: front-1 may inject on.')
  expect(words).not.toContain('clock')
})
