import { expect, type Page, test } from '@playwright/test'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { countPassed, demo, endCanaries, getCanary, getPolicy, listCanaries, sendRequests, setScenario, setWeights, until } from './support'

test.afterEach(async () => {
  await endCanaries()
  await setScenario('shop/reviews', 'v2', 'healthy')
})

test('a failing version is rolled back by itself after one click, with its proof and the way back', async ({ page }) => {
  await setWeights('shop/reviews', { v1: 90, v2: 10 })
  await setScenario('shop/reviews', 'v2', 'failing')
  await page.goto(`${demo().url}/?selected=shop/reviews`)
  const panel = page.getByRole('complementary', { name: 'Details of shop/reviews' })
  await panel.getByRole('button', { name: 'Start canary of v2' }).click()
  const started = Date.now()
  await expect(panel.getByRole('link', { name: /^Canary of v2 at/ })).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: '1 running canary' })).toContainText('shop/reviews v2')
  const { id } = await theCanary('shop/reviews')

  await page.goto(`${demo().url}/canaries/${id}`)
  await expect(page.getByRole('list', { name: /^Steps of the canary/ })).toBeVisible()
  const ended = await untilEnded(id, 90_000)
  expect(ended).toMatchObject({ outcome: 'rolled_back', verdict: 'worse', weight: 0 })
  expect(ended.inForce.loaded).toBe(ended.inForce.total)
  test.info().annotations.push({ type: 'seconds from the click to proved weight 0', description: String((Date.now() - started) / 1000) })
  await expect(page.getByText('rolled back').first()).toBeVisible()
  await expect(page.getByText(/of canary requests failed/).first()).toBeVisible()

  expect(await weightOf('shop/reviews', 'v2')).toBe(0)
  const answers = await sendRequests(200)
  expect(countPassed(answers, 'reviews@v2')).toBe(0)
  expect(answers.filter((answer) => answer.status !== 200)).toEqual([])
  await expect(page.getByRole('button', { name: /^Undo/ })).toBeVisible()
  await page.goto(`${demo().url}/canaries`)
  const history = page.getByRole('table', { name: 'History of canaries' })
  await expect(history.getByRole('row', { name: /shop\/reviews v2 rolled back 0 %/ }).first()).toBeVisible()
})

test('a healthy version is started from the sheet with a forecast, and one key takes it back', async ({ page }) => {
  await setWeights('shop/reviews', { v1: 100, v2: 0 })
  await page.goto(`${demo().url}/services/shop/reviews?sheet=canary`)
  const sheet = page.getByRole('dialog', { name: /^Start a canary of shop\/reviews v2/ })
  await expect(sheet.getByText(/at [\d.]+ requests per second/)).toBeVisible()
  await sheet.getByRole('radio', { name: 'fast' }).click()
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('release 2.1')
  await sheet.getByRole('button', { name: 'Start with 10 % to v2' }).click()
  await page.waitForURL(/\/canaries\/./)
  await expect(page.getByText(/^watching, step 1 of 3/)).toBeVisible({ timeout: 60_000 })
  await expectNoSidewaysScroll(page)

  await page.keyboard.press('a')
  const ended = await untilEnded((await theCanary('shop/reviews')).id, 30_000)
  expect(ended).toMatchObject({ outcome: 'aborted', weight: 0 })
  await expect(page.getByText('aborted', { exact: true }).first()).toBeVisible()
  expect(countPassed(await sendRequests(100), 'reviews@v2')).toBe(0)
})

async function theCanary(service: string): Promise<{ id: string }> {
  const { canaries } = await until('a canary', listCanaries, (list) => list.canaries.some((canary) => canary.service === service))
  const newest = canaries.find((canary) => canary.service === service)
  return { id: newest?.id ?? '' }
}

const untilEnded = (id: string, deadlineMs: number): Promise<CanaryDetailWire> =>
  until(
    'the canary has ended',
    () => getCanary(id),
    ({ state }) => state === 'ended',
    deadlineMs,
  )

async function weightOf(service: string, version: string): Promise<number | undefined> {
  const { policy } = await getPolicy(service)
  return policy.rules.at(-1)?.backends.find((backend) => backend.version === version)?.weight
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 780 })
  await expect(page.getByRole('button', { name: /^Abort the canary/ }).first()).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await page.setViewportSize({ width: 1440, height: 900 })
}
