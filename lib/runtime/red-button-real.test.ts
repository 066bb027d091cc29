import { afterEach, describe, expect, it } from 'vitest'
import { runCli } from '@/cli/run-cli'
import { findFreePorts } from '@/demo/find-free-ports'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import { releaseFaults } from '@/lib/operations/faults/release'
import { getFaultReport } from '@/lib/operations/faults/report'
import { startFault } from '@/lib/operations/faults/start'
import { stopAllFaults } from '@/lib/operations/faults/stop-all'
import { readPressed, readProxyList } from '@/lib/red-button-folder'
import { startAnsweringApp } from '@/lib/testing/answering-app'
import { exampleMesh } from '@/lib/testing/example-mesh'
import { type FreezableRelay, startFreezableRelay } from '@/lib/testing/freezable-relay'
import { noEnvoyReason, type RealEnvoy, startRealEnvoy } from '@/lib/testing/real-envoy'
import { sendRequests } from '@/lib/testing/send-requests'
import { startRuntimeChild } from '@/lib/testing/start-runtime-child'
import { startTestRuntime, type TestRuntime } from '@/lib/testing/start-test-runtime'
import { temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const abortAll = { service: 'shop/reviews', abort: { percent: 100, httpStatus: 503 }, durationSeconds: 600, reason: 'a test' }

async function setUp() {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const apps = [await startAnsweringApp('v1'), await startAnsweringApp('v2')] as const
  stops.push(apps[0].stop, apps[1].stop)
  const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'tcp', 'xds'], {}, Math.random)
  const at = (name: string): string => `127.0.0.1:${ports[name] ?? 0}`
  const relay: FreezableRelay = await startFreezableRelay(ports.xds ?? 0)
  stops.push(relay.stop)
  const bootstrap = renderBootstrap({
    service: 'shop/frontend',
    version: 'v1',
    xds: `127.0.0.1:${relay.port}`,
    admin: at('admin'),
    inbound: at('inbound'),
    outbound: at('outbound'),
    app: `127.0.0.1:${apps[0].endpoint.port}`,
    tcp: { 'shop/ledger': at('tcp') },
  })
  const envoy = await startRealEnvoy(bootstrap, ports.admin ?? 0)
  stops.push(envoy.stop)
  const mesh = exampleMesh({ v1: apps[0].endpoint, v2: apps[1].endpoint })
  const statuses = async () => (await sendRequests(ports.outbound ?? 0, { count: 40, host: 'reviews' })).byStatus
  const only = (status: number) =>
    waitFor(`only ${status}`, async () => JSON.stringify(await statuses()) === JSON.stringify({ [status]: 40 }), 10_000)
  return { folder, envoy, relay, mesh, xds: at('xds'), statuses, only }
}

async function runtime(folder: string, xds: string, mesh?: ReturnType<typeof exampleMesh>): Promise<TestRuntime> {
  const running = await startTestRuntime({ folder, xds, ...(mesh && { mesh }) })
  stops.push(() => running.stop())
  return running
}

async function cli(...words: string[]): Promise<{ code: number; text: string }> {
  let text = ''
  const write = (said: string): void => {
    text += said
  }
  const code = await runCli(['node', 'outrider', ...words], { OUTRIDER_URL: 'http://127.0.0.1:9' }, { out: write, error: write })
  return { code, text }
}

const maxActive = async (envoy: RealEnvoy): Promise<string> =>
  JSON.parse(await envoy.page('/runtime')).entries['fault.http.max_active_faults']?.final_value ?? ''

describe.skipIf(noEnvoyReason)(`the red button on real Envoys${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 90_000 }, () => {
  it('ends a fault in a proxy whose control stream is stuck, locks new ones, and gives the limit back when released', async () => {
    const { folder, envoy, relay, mesh, xds, only } = await setUp()
    const { ctx, store } = await runtime(folder, xds, mesh)
    await waitFor(
      'the proxy in sync',
      () => [...store.observed.listStatus().values()].some(({ syncedRevision }) => syncedRevision > 0),
      20_000,
    )
    const fault = await startFault(ctx, abortAll)
    await only(503)
    relay.freeze()
    const pressedAt = Date.now()
    await stopAllFaults(ctx, { reason: 'incident 12' })
    await only(200)
    expect(Date.now() - pressedAt).toBeLessThan(3_000)
    expect(await maxActive(envoy)).toBe('0')
    const ended = await waitFor(
      'ended',
      async () => {
        const stored = await store.steer.faults.get(fault.id)
        return stored?.state === 'ended' && stored
      },
      30_000,
    )
    expect(ended.outcome).toBe('red_button')
    await expect(startFault(ctx, abortAll)).rejects.toThrow('locked by the red button: incident 12')
    relay.thaw()
    await releaseFaults(ctx, { reason: 'it was the cable' })
    await waitFor('the limit given back', async () => (await maxActive(envoy)) === '', 10_000)
    await startFault(ctx, abortAll)
    await only(503)
    const { markdown } = await getFaultReport(ctx, { id: fault.id })
    expect(markdown).toContain('Abort: planned 100 %')
    expect(markdown).toContain('**Outcome**: red_button')
  })

  it('ends a fault from the command line by the list beside the database, with Outrider killed; the press is taken up when it is back', async () => {
    const { folder, envoy, mesh, xds, only } = await setUp()
    const child = await startRuntimeChild({ folder, xds, mesh })
    stops.push(child.kill)
    await waitFor('the list of proxies', () => tryRead(() => readProxyList(folder).proxies.length === 1), 20_000)
    const id = await child.startFault(abortAll)
    await only(503)
    await child.kill()
    const pressedAt = Date.now()
    const pressed = await cli('stop-all', '--data', folder, '--reason', 'incident 13')
    expect(pressed).toMatchObject({ code: 0, text: expect.stringContaining('1 of 1 proxies inject nothing any more') })
    await only(200)
    expect(Date.now() - pressedAt).toBeLessThan(5_000)
    const { ctx, store } = await runtime(folder, xds)
    expect(readPressed(folder)).toBeNull()
    expect(await store.steer.faults.lock()).toMatchObject({ locked: true, reason: 'incident 13', actor: 'cli' })
    expect(await store.steer.faults.get(id)).toMatchObject({ stopping: { outcome: 'red_button' } })
    await waitFor('ended', async () => (await store.steer.faults.get(id))?.state === 'ended', 40_000)
    expect(await maxActive(envoy)).toBe('0')
    await releaseFaults(ctx, { reason: 'over' })
    await waitFor('the limit given back', async () => (await maxActive(envoy)) === '', 10_000)
  })

  it('says which proxy could not be told, and gives the limit back without an Outrider', async () => {
    const { folder, envoy, mesh, xds } = await setUp()
    const child = await startRuntimeChild({ folder, xds, mesh })
    stops.push(child.kill)
    await waitFor('the list of proxies', () => tryRead(() => readProxyList(folder).proxies.length === 1), 20_000)
    await child.kill()
    expect(await cli('stop-all', '--data', folder)).toMatchObject({ code: 0, text: expect.stringContaining('1 of 1') })
    expect(await maxActive(envoy)).toBe('0')
    expect(await cli('release', '--data', folder)).toMatchObject({ code: 0 })
    expect(await maxActive(envoy)).toBe('')
    await envoy.stop()
    expect(await cli('stop-all', '--data', folder)).toMatchObject({ code: 1, text: expect.stringContaining('nothing listens there') })
    expect(await cli('stop-all', '--data', `${folder}/nowhere`)).toMatchObject({
      code: 1,
      text: expect.stringContaining('proxies.json is not there'),
    })
    expect(await cli('stop-all')).toMatchObject({ code: 1, text: expect.stringContaining('No Outrider answers') })
  })
})

function tryRead(work: () => boolean): boolean {
  try {
    return work()
  } catch {
    return false
  }
}
