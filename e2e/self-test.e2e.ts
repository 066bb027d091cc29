import { expect, test } from '@playwright/test'
import { demo, until } from './support'

const title = 'shop/ratings v1, halves of its instances'

test('a self-test is started from the settings, counts, says its false alarms, and is ended there', async ({ page }) => {
  await page.goto(`${demo().url}/settings`)
  await page.getByRole('combobox', { name: 'What is alike' }).click()
  await page.getByRole('option', { name: 'shop/ratings: two halves of its instances' }).click()
  await page.getByRole('button', { name: 'Start self-test' }).click()

  const row = page.getByRole('listitem').filter({ hasText: title }).first()
  await expect(row).toContainText('running')
  await expect(row).toContainText('no false alarm yet: its first run is not over')
  await expect(row).not.toContainText('waiting', { timeout: 60_000 })
  await until('its false alarms are in /metrics', metrics, (page) => /^outrider_self_test_false_alarms\b.* 0$/m.test(page))

  await page.getByRole('button', { name: `Stop the self-test of ${title}` }).click()
  await expect(row).toContainText('stopped')
  await expect(row.getByRole('button')).toHaveCount(0)
  await expect(row).toContainText('no false alarm')
})

const metrics = async (): Promise<string> => (await fetch(`${demo().url}/metrics`)).text()
