import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { findFreePorts } from '@/demo/find-free-ports'
import { startDemo } from './demo-process'
import type { DemoSummary } from './support'

test('a second demo lives beside the first, says SIMULATED everywhere, and ends every process it started', async ({ page }) => {
  const data = mkdtempSync(resolve('.cache', 'simulated-'))
  const { http = 0 } = await findFreePorts(['http'], {}, Math.random)
  const started = await startDemo(['--simulated', '--port', String(http), '--data', data, '--rps', '10'])
  try {
    // The demo writes this file in this very shape; a wrong one fails the journey anyway.
    const summary = JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8')) as DemoSummary
    expect(summary).toMatchObject({ simulated: true, url: `http://127.0.0.1:${http}` })
    const answer = await fetch(summary.gatewayUrl)
    expect(answer.headers.get('x-outrider-simulated')).toBe('true')
    const topology: unknown = await (await fetch(`${summary.url}/api/v1/topology`)).json()
    expect(topology).toMatchObject({ simulated: true, completeness: { proxies: 13, answering: 13 } })
    for (const path of ['/', '/services', '/proxies', '/changes', '/faults']) {
      await page.goto(summary.url + path)
      await expect(page.getByText(/SIMULATED/).first()).toBeVisible()
    }
    await started.stop()
    expect(started.exitCode()).toBe(0)
    expect(existsSync(join(data, 'demo.json'))).toBe(false)
    for (const pid of [summary.outriderPid, ...summary.proxies.map((proxy) => proxy.pid)]) expect(isAlive(pid)).toBe(false)
  } finally {
    await started.stop()
    rmSync(data, { recursive: true, force: true })
  }
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
