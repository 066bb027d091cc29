import { expect, test } from '@playwright/test'
import { demo, getFault, listFaults, sendRequests, until } from './support'

test('inject a fault, see it bite, stop it, and see it gone', async ({ page }) => {
  expect(await failures(100)).toBe(0)
  await page.goto(`${demo().url}/services/shop/ratings?sheet=fault`)
  const sheet = page.getByRole('dialog', { name: 'New fault on shop/ratings' })
  await sheet.getByRole('textbox', { name: 'Share' }).first().fill('50')
  const guard = sheet.getByRole('checkbox', { name: 'Stop sooner when' })
  if (await guard.isChecked()) await guard.click()
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('does the front page notice?')
  await sheet.getByRole('button', { name: /^Inject/ }).click()
  await page.waitForURL('**/faults', { timeout: 20_000 })

  const [fault] = (await until('a fault', listFaults, ({ faults }) => faults.length === 1)).faults
  const id = fault?.id ?? ''
  await until(
    'it injects',
    () => getFault(id),
    ({ state }) => state === 'injecting',
    30_000,
  )
  await expect(page.getByRole('button', { name: 'Stop the fault on shop/ratings' }).first()).toBeVisible()
  const bitten = await failures(200)
  expect(bitten, 'half of 200, within five standard deviations').toBeGreaterThan(100 - 36)
  expect(bitten).toBeLessThan(100 + 36)
  await until(
    'its aborts are counted',
    () => getFault(id),
    ({ injected }) => injected.aborts > 0,
  )

  await page.getByRole('button', { name: 'Stop the fault on shop/ratings' }).first().click()
  await until(
    'it has ended',
    () => getFault(id),
    ({ state, outcome }) => state === 'ended' && outcome === 'stopped',
  )
  expect(await failures(100)).toBe(0)
})

async function failures(count: number): Promise<number> {
  return (await sendRequests(count)).filter((answer) => answer.status !== 200).length
}
