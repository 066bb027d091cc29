import { expect, test } from '@playwright/test'
import { countPassed, demo, getPolicy, inForce, putPolicy, sendRequests, setWeights } from './support'

const service = 'shop/reviews'

test.afterAll(() => setWeights(service, { v1: 100, v2: 0 }))

test('what would happen to a request is what happens to it', async ({ page }) => {
  await setWeights(service, { v1: 100, v2: 0 })
  const { policy } = await getPolicy(service)
  const testers = {
    name: 'testers',
    match: { headers: [{ name: 'x-tester', exact: 'yes' }] },
    backends: [{ version: 'v2', weight: 100 }],
    timeout: '4s',
  }
  await inForce((await putPolicy({ ...policy, rules: [testers, ...policy.rules] }, 'a journey sets its scene')).id)

  await page.goto(`${demo().url}/services/shop/reviews`)
  const explain = page.getByRole('region', { name: 'What would happen to this request?' })
  await explain.getByRole('textbox', { name: 'Headers, one a line' }).fill('x-tester: yes')
  await explain.getByRole('button', { name: 'Explain' }).click()
  await expect(explain.getByText(/^testers takes it/)).toBeVisible()
  await expect(explain.getByText(/^default is not reached/)).toBeVisible()
  await expect(explain.getByText(/v2/).first()).toBeVisible()
  expect(countPassed(await sendRequests(40, 8, { 'x-tester': 'yes' }), 'reviews@v2')).toBe(40)

  await explain.getByRole('textbox', { name: 'Headers, one a line' }).fill('x-tester: no')
  await explain.getByRole('button', { name: 'Explain' }).click()
  await expect(explain.getByText(/^testers does not match/)).toBeVisible()
  await expect(explain.getByText(/^default takes it/).first()).toBeVisible()
  expect(countPassed(await sendRequests(40, 8, { 'x-tester': 'no' }), 'reviews@v1')).toBe(40)

  await explain.getByRole('textbox', { name: 'Headers, one a line' }).fill('no colon')
  await expect(explain.getByRole('alert')).toBeVisible()
})
