import { expect, test } from '@playwright/test'
import { countPassed, demo, getPolicy, inForce, listChanges, sendRequests, setWeights } from './support'

const service = 'shop/reviews'

test.afterAll(() => setWeights(service, { v1: 100, v2: 0 }))

test('two revisions are compared, and the older one is restored: planned, proved, counted', async ({ page }) => {
  await setWeights(service, { v1: 0, v2: 100 })
  const older = (await getPolicy(service)).revision
  await setWeights(service, { v1: 100, v2: 0 })
  const newer = (await getPolicy(service)).revision
  expect(newer).toBeGreaterThan(older)
  expect(countPassed(await sendRequests(40), 'reviews@v1')).toBe(40)

  await page.goto(`${demo().url}/services/shop/reviews?older=${older}&newer=${newer}`)
  const history = page.getByRole('region', { name: 'History' })
  const difference = history.getByRole('region', { name: `Revision ${older} against ${newer}` })
  await expect(difference).toContainText('{ version: v2, weight: 100 }')
  await expect(difference).toContainText('{ version: v2, weight: 0 }')

  await history.getByRole('button', { name: `Restore revision ${older}…` }).click()
  const sheet = page.getByRole('dialog', { name: `Restore revision ${older} of shop/reviews` })
  await expect(sheet.getByText('100 % of requests to shop/reviews go to v2')).toBeVisible()
  await sheet.getByRole('button', { name: /^Apply to 2 proxies/ }).click()
  await page.waitForURL('**/changes/**')
  const [change] = (await listChanges(service)).changes
  expect(change?.reason).toBe(`restore revision ${older}`)
  await inForce(change?.id ?? '')
  expect(countPassed(await sendRequests(40), 'reviews@v2')).toBe(40)
})
