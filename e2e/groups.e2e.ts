import { mkdtempSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { findFreePorts } from '@/demo/find-free-ports'
import type { TopologyResponse } from '@/lib/api/topology'
import { type DemoProcess, startDemo } from './demo-process'

let demo: DemoProcess
let url = ''
let data = ''

test.beforeAll(async () => {
  test.setTimeout(300_000)
  data = mkdtempSync(resolve('.cache', 'synthetic-'))
  const { http = 0 } = await findFreePorts(['http'], {}, Math.random)
  url = `http://127.0.0.1:${http}`
  demo = await startDemo(['--synthetic', '200', '--hours', '1', '--port', String(http), '--data', data])
})
test.afterAll(async () => {
  await demo.stop()
  rmSync(data, { recursive: true, force: true })
  expect(demo.exitCode()).toBe(0)
})

const graph = (page: Page) => page.getByRole('application', { name: /^Topology graph/ })
const nodesDrawn = async (page: Page): Promise<number> =>
  Number(/(\d+) nodes?/.exec((await graph(page).getAttribute('aria-label')) ?? '')?.[1])
const openOnes = (page: Page): string[] => (new URL(page.url()).searchParams.get('open') ?? '').split(',').filter(Boolean)
async function topology(query: string): Promise<TopologyResponse> {
  // Outrider checks its answers against the schema that this type comes from.
  return (await (await fetch(`${url}/api/v1/topology?${query}`)).json()) as TopologyResponse
}

test('a mesh of 200 services opens as groups, says that it is simulated, and that weak edges are left out', async ({ page }) => {
  const whole = await topology('group=auto')
  expect((await fetch(`${url}/api/v1/changes`)).headers.get('x-outrider-simulated')).toBe('true')
  expect(whole).toMatchObject({ simulated: true, grouping: { by: 'namespace', isAuto: true } })
  await page.goto(url)
  await expect(page.getByText('SIMULATED').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Group: namespace' })).toBeVisible()
  await expect(page.getByText(`${whole.grouping?.nodes} nodes in ${whole.groups?.length} groups`)).toBeVisible()
  await expect(graph(page)).toBeVisible()
  expect(await nodesDrawn(page)).toBe((whole.groups?.length ?? 0) + whole.nodes.length)
  const open = whole.groups?.map(({ id }) => id).join(',') ?? ''
  await page.goto(`${url}/?open=${encodeURIComponent(open)}`)
  const chip = page.getByText(/edges drawn, \d+ weaker ones not/)
  await expect(chip).toBeVisible()
  await chip.getByRole('button', { name: 'show' }).click()
  await expect(page.getByText(/^all \d+ edges drawn/)).toBeVisible()
  expect(new URL(page.url()).searchParams.get('edges')).toBe('all')
})

test('a group opens and closes in the table, in the address, and by going back', async ({ page }) => {
  const { groups = [] } = await topology('group=namespace')
  const [first] = groups
  if (!first) throw new Error('no group')
  await page.goto(`${url}/?as=table`)
  const table = page.getByRole('table', { name: 'Groups' })
  const toggle = table.getByRole('button', { name: `Open ${first.name}` })
  await toggle.click()
  await expect(table.getByRole('button', { name: `Close ${first.name}` })).toHaveAttribute('aria-expanded', 'true')
  expect(openOnes(page)).toEqual([first.id])
  const members = page.getByRole('table', { name: 'Nodes' }).getByRole('button', { name: new RegExp(`^${first.name}/`) })
  await expect(members).toHaveCount(first.members.total)
  await page.reload()
  await expect(members).toHaveCount(first.members.total)
  await page.goBack()
  await expect(members).toHaveCount(0)
  expect(openOnes(page)).toEqual([])
})

test('with the keyboard alone: walk to a group, open it, walk inside, close it', async ({ page }) => {
  await page.goto(url)
  await expect(graph(page)).toBeVisible()
  const before = await nodesDrawn(page)
  await graph(page).focus()
  const spoken = page.locator('p[aria-live="polite"]').filter({ hasText: /\S/ })
  const group = spoken.filter({ hasText: /^group .*, closed, \d+ members/ })
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowUp', 'ArrowUp']) {
    await page.keyboard.press(key)
    if ((await group.count()) > 0) break
  }
  await expect(group).toBeAttached()
  await page.keyboard.press('+')
  await expect.poll(() => openOnes(page).length).toBe(1)
  await expect.poll(() => nodesDrawn(page)).toBeGreaterThan(before + 5)
  await page.keyboard.press('-')
  await expect.poll(() => openOnes(page).length).toBe(0)
  await expect.poll(() => nodesDrawn(page)).toBe(before)
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: /^Details of/ })
  await expect(panel).toBeFocused()
  await expect(panel.getByRole('button', { name: 'Open the group' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
})

test('nothing else moves when a group opens, but what makes room, and all is back when it closes', async ({ page }) => {
  const { groups = [] } = await topology('group=namespace')
  await page.goto(url)
  await expect(graph(page)).toBeVisible()
  const before = await places(page)
  const id = groups[Math.floor(groups.length / 2)]?.id ?? ''
  await page.goto(`${url}/?open=${encodeURIComponent(id)}`)
  await expect.poll(async () => Object.keys(await places(page)).length).toBeGreaterThan(Object.keys(before).length)
  const during = await places(page)
  for (const [other, at] of Object.entries(before)) {
    const now = during[other]
    if (!now) continue
    expect(now.x).toBeGreaterThanOrEqual(at.x)
    expect(now.y).toBeGreaterThanOrEqual(at.y)
  }
  await page.goto(url)
  await expect.poll(() => places(page)).toEqual(before)
})

test('a live update moves nothing, and the minimap moves only what is in sight', async ({ page }) => {
  const { groups = [] } = await topology('group=namespace')
  await page.goto(`${url}/?open=${encodeURIComponent(groups.map(({ id }) => id).join(','))}`)
  const minimap = page.locator('[data-minimap]')
  await expect(minimap).toBeVisible()
  await expect.poll(async () => Object.keys(await places(page)).length).toBeGreaterThan(190)
  const before = await places(page)
  await page.mouse.move(5, 400)
  await page.waitForResponse((response) => response.url().includes('/api/v1/topology?'))
  await page.waitForResponse((response) => response.url().includes('/api/v1/topology?'))
  expect(await places(page)).toEqual(before)
  const pan = await panOf(page)
  await minimap.click({ position: { x: 12, y: 12 } })
  await expect.poll(() => panOf(page)).not.toEqual(pan)
  expect(await places(page)).toEqual(before)
})

test('find lists what is in closed groups, and leads there', async ({ page }) => {
  const { foundNodes } = await topology(`group=auto&find=${encodeURIComponent('health = failing or health = degraded')}`)
  const [worst] = foundNodes?.first ?? []
  if (!worst) throw new Error('nothing is wrong in this mesh')
  await page.goto(`${url}/?find=${encodeURIComponent('health = failing or health = degraded')}`)
  const list = page.getByRole('region', { name: 'Matches' })
  await expect(list).toBeVisible()
  await list.getByRole('button', { name: new RegExp(worst.id) }).click()
  await expect(page.getByRole('complementary', { name: `Details of ${worst.id}` })).toBeVisible()
  expect(openOnes(page)).toEqual([worst.group])
})

test('groups and their panel pass axe in both themes', async ({ browser }) => {
  const { groups = [] } = await topology('group=namespace')
  const address = `${url}/?selected=${encodeURIComponent(groups[0]?.id ?? '')}&open=${encodeURIComponent(groups[1]?.id ?? '')}`
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await (await browser.newContext({ colorScheme })).newPage()
    await page.goto(address)
    await expect(graph(page)).toBeVisible()
    await expect(page.getByRole('complementary', { name: /^Details of/ })).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([])
    await page.context().close()
  }
})

type Place = { x: number; y: number }
/** Where the camera is. */
const panOf = (page: Page): Promise<Place | null> =>
  page.evaluate(() => {
    const element = document.querySelector('[data-graph-ready] > div') as unknown as { _cyreg?: { cy: { pan: () => Place } } } | null
    return element?._cyreg ? { ...element._cyreg.cy.pan() } : null
  })
/** Where the graph library has its nodes: it keeps itself at its element. */
const places = (page: Page): Promise<Record<string, Place>> =>
  page.evaluate(() => {
    type Library = { nodes: () => { id: () => string; position: () => Place }[] }
    const element = document.querySelector('[data-graph-ready] > div') as unknown as { _cyreg?: { cy: Library } } | null
    const found: Record<string, Place> = {}
    element?._cyreg?.cy.nodes().forEach((node) => {
      found[node.id()] = { ...node.position() }
    })
    return found
  })
