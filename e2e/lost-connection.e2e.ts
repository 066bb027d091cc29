import { expect, test } from '@playwright/test'
import { startCuttableProxy } from './cuttable-proxy'
import { demo, setWeights } from './support'

test('a browser that loses its connection says so, and catches up with what happened meanwhile', async ({ page }) => {
  await setWeights('shop/reviews', { v1: 100, v2: 0 })
  const wire = await startCuttableProxy(demo().url)
  try {
    await page.goto(`${wire.url}/?selected=shop%2Freviews`)
    const panel = page.getByRole('complementary', { name: 'Details of shop/reviews' })
    await expect(panel.getByRole('button', { name: '0 % to v2', exact: true })).toHaveAttribute('aria-pressed', 'true')
    await expect(page.getByRole('button', { name: /^live/ })).toBeVisible()

    wire.cut()
    await expect(page.getByRole('button', { name: 'reconnecting' })).toBeVisible()
    const lost = page.getByRole('status').filter({ hasText: 'No connection to Outrider' })
    await expect(lost).toBeVisible()
    await expect(panel).toBeVisible()
    await setWeights('shop/reviews', { v1: 95, v2: 5 })

    wire.heal()
    await expect(page.getByRole('status').filter({ hasText: 'The connection is back' })).toBeVisible({ timeout: 30_000 })
    await expect(lost).toHaveCount(0)
    await expect(panel.getByRole('button', { name: '5 % to v2', exact: true })).toHaveAttribute('aria-pressed', 'true')
    await expect(page.getByRole('button', { name: /^live/ })).toBeVisible()
  } finally {
    await wire.close()
    await setWeights('shop/reviews', { v1: 100, v2: 0 })
  }
})
