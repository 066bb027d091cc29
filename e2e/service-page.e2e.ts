import { expect, type Page, test } from '@playwright/test'
import { demo, getPolicy, inForce, putPolicy, setScenario, setWeights } from './support'

const row = (page: Page, table: string, name: string) =>
  page
    .getByRole('table', { name: table })
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name, exact: true }) })

test('the heat map holds the requests that were counted, and a column of it is the range of the page', async ({ page }) => {
  await page.goto(`${demo().url}/services/shop/catalog`)
  const map = page.getByRole('figure', { name: 'Latency of all requests' })
  await expect(map.locator('rect').first()).toBeVisible()
  await expect(map.locator('figcaption')).toHaveText(/requests\. Most took .* of them; the slowest .* of them\.$/)
  await map.getByRole('button', { name: 'Table, files and zoom' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Show as table' }).click()
  await expect(map.getByRole('table').getByRole('row').nth(1)).toBeVisible()
  await map.getByRole('button', { name: 'Table, files and zoom' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Show as chart' }).click()
  const box = await page.getByRole('slider', { name: 'Moment in the chart Latency of all requests' }).boundingBox()
  if (!box) throw new Error('the heat map is not drawn')
  await page.mouse.click(box.x + box.width - 40, box.y + box.height / 2)
  await expect(page).toHaveURL(/from=20\d\d-.*to=20\d\d-/)
})

test('a version that fails stands out from the other, with how sure that is, and its answers are told in words', async ({ page }) => {
  await setWeights('shop/catalog', { v1: 50, v2: 50 })
  await setScenario('shop/catalog', 'v2', 'failing')
  try {
    await page.goto(`${demo().url}/services/shop/catalog`)
    const versions = page.getByRole('region', { name: 'Versions' })
    await expect(versions.getByText(/fails more: .* against .*\(q .*exact test/)).toBeVisible({ timeout: 90_000 })
    await expect(row(page, 'Answers by class', '5xx').getByRole('cell').nth(2)).toHaveText(/[1-9]/)
    await expect(row(page, 'Answers by class', '5xx')).toContainText('failed, or nobody answered')
  } finally {
    await setScenario('shop/catalog', 'v2', 'healthy')
    await setWeights('shop/catalog', { v1: 80, v2: 20 })
  }
})

test('a timeout stands beside how often it was hit', async ({ page }) => {
  const { policy } = await getPolicy('shop/cart')
  await setScenario('shop/cart', 'v1', 'slow')
  const [rule] = policy.rules
  if (!rule) throw new Error('the policy has no rule')
  await inForce((await putPolicy({ ...policy, rules: [{ ...rule, timeout: '100ms' }] }, 'a journey sets a short timeout')).id)
  try {
    await page.goto(`${demo().url}/services/shop/cart`)
    const timeout = row(page, 'Configured and observed', 'Timeout')
    await expect(timeout).toContainText('100ms')
    await expect(timeout).toContainText(/per second hit it, .* of requests/, { timeout: 60_000 })
  } finally {
    await setScenario('shop/cart', 'v1', 'healthy')
    await inForce((await putPolicy(policy, 'a journey puts the timeout back')).id)
  }
})
