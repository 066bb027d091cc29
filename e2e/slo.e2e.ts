import { expect, test } from '@playwright/test'
import { demo, setScenario } from './support'

const path = '/services/shop/catalog'

test('a target is set, judged by what was measured, alarms while it burns, stands in the list, and is removed', async ({ page }) => {
  test.setTimeout(240_000)
  await page.goto(demo().url + path)
  const part = page.getByRole('region', { name: 'Target' })
  await expect(part).toContainText('No target is set')
  await part.getByRole('button', { name: 'Set a target…' }).click()
  const dialog = page.getByRole('dialog')
  // So strict that half a minute of failures is seen beside an hour without.
  await dialog.getByLabel('Requests that succeed').fill('99.99')
  await dialog.getByLabel('Requests that are fast').fill('95')
  await dialog.getByRole('button', { name: 'Set the target' }).click()
  await expect(dialog.getByText('say within how many ms they are to be answered')).toBeVisible()
  await dialog.getByLabel('Fast is at most').fill('100')
  await dialog.getByLabel('Reason').fill('a journey promises')
  await dialog.getByRole('button', { name: 'Set the target' }).click()
  await expect(dialog).toHaveCount(0)

  await expect(part).toContainText('99.99 % of requests succeed')
  await expect(part).toContainText('95 % of requests take at most 100 ms')
  // The demo has not run for 30 days.
  await expect(part.getByText(/Only .* of 30 days (is|are) measured/).first()).toBeVisible()
  await expect(page.getByRole('table', { name: 'Burn rate, availability' })).toContainText('of ')

  await setScenario('shop/catalog', 'v1', 'failing')
  try {
    await expect(part.getByText('Burning fast: look now.', { exact: false }).first()).toBeVisible({ timeout: 90_000 })
    await page.goto(`${demo().url}/services`)
    const row = page.getByRole('table', { name: 'Services' }).getByRole('row').filter({ hasText: 'shop/catalog' })
    await expect(row.getByText('overdrawn by', { exact: false })).toBeVisible()
  } finally {
    await setScenario('shop/catalog', 'v1', 'healthy')
  }

  await page.goto(demo().url + path)
  await part.getByRole('button', { name: 'Edit target…' }).click()
  await expect(page.getByRole('dialog').getByLabel('Fast is at most')).toHaveValue('100')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the target' }).click()
  await expect(part).toContainText('No target is set')
})

test('a bound that the proxies do not count by is refused with its neighbours, and nothing is stored', async ({ page }) => {
  await page.goto(demo().url + path)
  const part = page.getByRole('region', { name: 'Target' })
  await part.getByRole('button', { name: 'Set a target…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Requests that are fast').fill('95')
  await dialog.getByLabel('Fast is at most').fill('12.345')
  await dialog.getByLabel('Reason').fill('a journey asks for too much')
  await dialog.getByRole('button', { name: 'Set the target' }).click()
  await expect(dialog.getByRole('alert')).toContainText(/lies inside a bucket of the proxies.* use \d/)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(part).toContainText('No target is set')
})
