import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { stringify } from 'yaml'
import { type Child, startChild } from '@/demo/child'
import { findFreePorts } from '@/demo/find-free-ports'
import type { TopologyResponse } from '@/lib/api/topology'
import { demo, until } from './support'

let folder = ''
let started: Child[] = []

test.beforeEach(() => {
  folder = mkdtempSync(resolve('.cache', 'doors-'))
  started = []
})
test.afterEach(async () => {
  for (const child of started.reverse()) await child.stop(10_000)
  rmSync(folder, { recursive: true, force: true })
})

test('npm start reads one’s own Envoys from a configuration file', async ({ page }) => {
  const url = await configure()
  await run('start', 'scripts/start.mjs', {})
  await expectOwnEnvoys(url)
  await page.goto(url)
  await expect(page.getByRole('button', { name: '13 of 13 answering' })).toBeVisible({ timeout: 60_000 })
})

test('npm run worker does the reading while the web half has OUTRIDER_RUNTIME=external', async ({ page }) => {
  const url = await configure()
  await run('worker', 'scripts/worker.mjs', {})
  await run('web', 'scripts/start.mjs', { OUTRIDER_RUNTIME: 'external' })
  await expectOwnEnvoys(url)
  await page.goto(url)
  await expect(page.getByRole('button', { name: '13 of 13 answering' })).toBeVisible({ timeout: 60_000 })
})

test('with a token every page leads to the login, and the token leads back to where one was going', async ({ page }) => {
  const url = await configure()
  const token = 'a token of sixteen or more'
  await run('start', 'scripts/start.mjs', { OUTRIDER_TOKEN: token })
  await until(
    'the server',
    () => fetch(`${url}/healthz`).then((response) => response.ok),
    (isUp) => isUp,
    60_000,
  )
  await page.goto(`${url}/services?find=reviews`)
  await expect(page).toHaveURL(/\/login\?next=/)
  await page.getByLabel('Token').fill(token)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/services\?find=reviews/)
  await expect(page.getByRole('heading', { name: 'Services' })).toBeVisible()
})

/** The demo's Envoys as static targets of a second Outrider, which reads and never steers them. */
async function configure(): Promise<string> {
  const { http, xds } = await findFreePorts(['http', 'xds'], {}, Math.random)
  const targets = demo().proxies.map(({ id, service, version, adminUrl }) => ({
    kind: 'envoy',
    url: adminUrl,
    id,
    service,
    ...(version === null ? {} : { version }),
  }))
  const listen = { http: `127.0.0.1:${http}`, xds: `127.0.0.1:${xds}` }
  writeFileSync(join(folder, 'outrider.yaml'), stringify({ listen, database: './data', targets }))
  return `http://127.0.0.1:${http}`
}

async function run(name: string, script: string, extra: Record<string, string>): Promise<void> {
  const env = { ...process.env, OUTRIDER_CONFIG: join(folder, 'outrider.yaml'), ...extra }
  started.push(await startChild(name, process.execPath, [script], join(folder, `${name}.log`), env))
}

async function expectOwnEnvoys(url: string): Promise<void> {
  const read = async (): Promise<TopologyResponse> => {
    const response = await fetch(`${url}/api/v1/topology`)
    // The API's own schema has shaped it; a wrong one fails the journey anyway.
    return (await response.json()) as TopologyResponse
  }
  const graph = await until(
    'the shop, read from static targets',
    read,
    ({ completeness, edges }) =>
      completeness.answering === 13 &&
      edges.some(({ source, target, requests }) => source === 'shop/reviews' && target === 'shop/ratings' && requests > 0),
    90_000,
  )
  expect(graph.completeness.proxies).toBe(13)
}
