import { expect, test } from '@playwright/test'
import { demo, proxiesOf, until } from './support'

test('a value that somebody set in a proxy by hand is drift: it says why it cannot be adopted, is ignored for a while, and overwritten', async ({
  page,
}) => {
  // An earlier one may still be ignored.
  const key = `journey.k${Date.now()}`
  const proxy = proxiesOf('shop/cart')[0]
  if (!proxy) throw new Error('the cart has no proxy')
  const runtime = async (): Promise<string> => (await fetch(`${proxy.adminUrl}/runtime`, { signal: AbortSignal.timeout(5000) })).text()
  await fetch(`${proxy.adminUrl}/runtime_modify?${key}=7`, { method: 'POST' })

  await page.goto(`${demo().url}/services/shop/cart`)
  const drift = page.getByRole('region', { name: 'Drift' })
  await expect(drift.getByText(`${proxy.id} has ${key} = 7 in its admin runtime layer`)).toBeVisible({ timeout: 45_000 })
  await expect(
    drift.getByRole('button', { name: /^Adopt….*not possible: a value of the admin layer is not part of any policy/ }),
  ).toBeVisible()

  await drift.getByRole('button', { name: 'Ignore until…' }).click()
  const ignore = page.getByRole('dialog', { name: 'Ignore this drift?' })
  await ignore.getByRole('textbox', { name: 'Reason' }).fill('being looked at')
  await ignore.getByRole('button', { name: 'Ignore', exact: true }).click()
  await expect(drift.getByText(/^Ignored until .*“being looked at”$/)).toBeVisible()

  await drift.getByRole('button', { name: 'Overwrite…' }).click()
  const overwrite = page.getByRole('dialog', { name: 'Overwrite this drift?' })
  await overwrite.getByRole('textbox', { name: 'Reason' }).fill('nobody asked for it')
  await overwrite.getByRole('button', { name: 'Overwrite', exact: true }).click()
  await until('the value is gone from the proxy', runtime, (text) => !text.includes(key))
  await expect(drift).toHaveCount(0, { timeout: 30_000 })
})
