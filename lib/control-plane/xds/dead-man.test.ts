import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { findFreePorts } from '@/demo/find-free-ports'
import type { Desired } from '@/lib/control-plane/control-plane'
import { startAnsweringApp } from '@/lib/testing/answering-app'
import { exampleDesired, exampleFault, exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason, startRealEnvoy } from '@/lib/testing/real-envoy'
import { sendRequests } from '@/lib/testing/send-requests'
import { waitFor } from '@/lib/testing/wait-for'
import { renderBootstrap } from './bootstrap'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function startChild(desired: Desired): Promise<{ address: string; kill(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-plane-'))
  stops.push(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'desired.json'), JSON.stringify({ desired, listen: '127.0.0.1:0' }))
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/testing/control-plane-child.ts', join(folder, 'desired.json')])
  let printed = ''
  let errors = ''
  child.stdout.on('data', (chunk) => (printed += String(chunk)))
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  stops.push(kill)
  const address = await waitFor('the address of the control plane', () => {
    if (child.exitCode !== null) throw new Error(errors)
    return printed.includes('\n') && printed.trim()
  })
  return { address, kill }
}

describe.skipIf(noEnvoyReason)(`a fault whose control plane is killed${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  it('is over within 16 s on a real Envoy, and traffic goes on', async () => {
    const app = await startAnsweringApp('v1')
    stops.push(app.stop)
    const ports = await findFreePorts(['admin', 'outbound'], {}, Math.random)
    const fault = exampleFault('f1', { service: 'shop/reviews', abort: { percent: 100, httpStatus: 503 } })
    const mesh = exampleMesh({ v1: app.endpoint })
    const plane = await startChild(exampleDesired(1, mesh, [splitPolicy('shop/reviews', 100, 0)], [fault]))
    const bootstrap = renderBootstrap({
      service: 'shop/frontend',
      version: 'v1',
      xds: plane.address,
      admin: `127.0.0.1:${ports.admin}`,
      outbound: `127.0.0.1:${ports.outbound}`,
    })
    const envoy = await startRealEnvoy(bootstrap, ports.admin ?? 0)
    stops.push(envoy.stop)
    const statuses = async () => (await sendRequests(ports.outbound ?? 0, { count: 10, host: 'reviews' })).byStatus
    await waitFor('the fault in force', async () => (await statuses())[503] === 10)
    const renewals = await envoy.stat('runtime.load_success')
    await waitFor('a renewal', async () => (await envoy.stat('runtime.load_success')) > renewals)
    await plane.kill()
    const killedAt = Date.now()
    expect(await statuses()).toEqual({ 503: 10 })
    await waitFor('the end of the fault', async () => (await statuses())[200] === 10, 20_000)
    const lastedMs = Date.now() - killedAt
    expect(lastedMs).toBeLessThan(16_000)
    expect(lastedMs).toBeGreaterThan(9_000)
    expect(await envoy.stat('runtime.num_keys')).toBe(1)
  }, 60_000)
})
