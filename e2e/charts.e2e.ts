import { readFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { demo, setWeights, until } from './support'

const path = '/services/shop/reviews'
const moment = (page: Page, chart: string) => page.getByRole('slider', { name: `Moment in the chart ${chart}` })
const figure = (page: Page, chart: string) => page.getByRole('figure', { name: chart, exact: true })

async function open(page: Page): Promise<void> {
  await page.goto(demo().url + path)
  await expect(moment(page, 'Requests per second')).toBeVisible()
  await expect(moment(page, 'Latency of all requests')).toBeVisible()
}

test('the charts of a page share a crosshair, and a span chosen on one is the range of the page, with two ways back', async ({ page }) => {
  await open(page)
  const slider = moment(page, 'Requests per second')
  await slider.focus()
  await page.keyboard.press('End')
  await expect(slider).toHaveAttribute('aria-valuetext', /^\d\d:\d\d:\d\d, requests \d/)
  await expect.poll(() => page.locator('[data-crosshair]').count()).toBeGreaterThanOrEqual(4)
  await page.keyboard.press('Escape')
  await expect(page.locator('[data-crosshair]')).toHaveCount(0)

  await page.keyboard.press('End')
  await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/from=20\d\d-.*to=20\d\d-/)
  const zoomed = page.url()
  await page.reload()
  expect(page.url()).toBe(zoomed)
  await page.getByRole('button', { name: 'Back to last 1 min' }).click()
  await expect(page).not.toHaveURL(/from=|to=|back=/)

  const box = await moment(page, 'Requests per second').boundingBox()
  if (!box) throw new Error('the chart is not drawn')
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  await expect(page).toHaveURL(/from=20\d\d-.*to=20\d\d-/)
  await page.goBack()
  await expect(page).not.toHaveURL(/from=/)
})

test('a mark in a chart leads to the change it stands for', async ({ page }) => {
  await setWeights('shop/reviews', { v1: 95, v2: 5 })
  await setWeights('shop/reviews', { v1: 100, v2: 0 })
  await open(page)
  const chart = figure(page, 'Requests per second')
  // Two changes within a few pixels share a mark, which opens a list.
  const mark = chart.getByRole('link', { name: /Change: / }).or(chart.getByRole('button', { name: /marks from/ }))
  await expect(mark.first()).toBeVisible()
  await mark.last().focus()
  await page.keyboard.press('Enter')
  const item = page.getByRole('menuitem', { name: /Change: / }).first()
  await until('the mark leads on', async () => page.url().includes('/changes/') || (await item.isVisible()), Boolean)
  if (!page.url().includes('/changes/')) await item.click()
  await expect(page).toHaveURL(/\/changes\//)
})

test('each chart has a table twin, and saves its values and its picture under names of ours', async ({ page }) => {
  await open(page)
  const chart = figure(page, 'Requests per second')
  const choose = async (item: string) => {
    await chart.getByRole('button', { name: 'Table, files and zoom' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: item }).click()
  }
  await choose('Show as table')
  await expect(chart.getByRole('table').getByRole('row').nth(1)).toBeVisible()
  const [csv] = await Promise.all([page.waitForEvent('download'), choose('Save as CSV')])
  expect(csv.suggestedFilename()).toMatch(/^outrider-requests-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.csv$/)
  const [head, first] = readFileSync(await csv.path(), 'utf8').split('\r\n')
  expect(head).toBe('time,requests (per second)')
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z,/)
  await choose('Show as chart')
  await expect(chart.locator('svg path').first()).toBeAttached()
  const [png] = await Promise.all([page.waitForEvent('download'), choose('Save as PNG')])
  expect(png.suggestedFilename()).toMatch(/^outrider-requests-.*\.png$/)
  const picture = readFileSync(await png.path())
  expect(picture.subarray(1, 4).toString()).toBe('PNG')
  // Twice as many pixels as the chart is wide.
  const width = (await chart.boundingBox())?.width ?? 0
  expect(Math.abs(picture.readUInt32BE(16) - 2 * width)).toBeLessThanOrEqual(4)
})

test('charts are compared with an earlier time from the address, and say where nothing is kept of it', async ({ page }) => {
  await open(page)
  await page.getByRole('combobox', { name: 'Compare the charts with' }).click()
  await page.getByRole('option', { name: 'a week before' }).click()
  await expect(page).toHaveURL(/earlier=1w/)
  await expect(page.getByText('Nothing is kept of a week before.')).toBeVisible()
})
