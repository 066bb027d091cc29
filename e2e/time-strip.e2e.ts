import { expect, test } from '@playwright/test'
import { demo } from './support'

test('the time strip leads into the past by keyboard or click, keeps it in the address, and back to live', async ({ page }) => {
  await page.goto(demo().url)
  const strip = page.getByRole('slider', { name: 'Time that the page shows' })
  await expect(strip).toBeVisible()
  await expect(page.getByRole('button', { name: 'Live', exact: true })).toHaveAttribute('aria-pressed', 'true')

  await strip.focus()
  await page.keyboard.press('Shift+ArrowLeft')
  await expect(page).toHaveURL(/from=20\d\d-.*to=20\d\d-/)
  await expect(page.getByText('The past:')).toBeVisible()
  const address = page.url()
  await page.reload()
  await expect(page.getByText('The past:')).toBeVisible()
  expect(page.url()).toBe(address)

  await page.getByRole('button', { name: 'Back to live' }).click()
  await expect(page.getByText('The past:')).toHaveCount(0)
  await expect(page).not.toHaveURL(/from=/)

  const box = await strip.boundingBox()
  if (!box) throw new Error('the strip is not drawn')
  await page.mouse.click(box.x + box.width / 2, box.y + 10)
  await expect(page.getByText('The past:')).toBeVisible()
})
