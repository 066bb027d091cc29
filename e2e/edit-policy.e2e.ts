import { expect, type Page, test } from '@playwright/test'
import {
  countPassed,
  demo,
  envoyCounter,
  getPolicy,
  inForce,
  listChanges,
  proxiesOf,
  sendRequests,
  setScenario,
  setWeights,
} from './support'

const service = 'shop/reviews'
const tester = { 'x-tester': 'yes' }

test.afterEach(() => setScenario(service, 'v2', 'healthy'))

test('testers alone get v2, with retries: written as a card, planned as one types, applied, counted by the answers, undone', async ({
  page,
}) => {
  await setWeights(service, { v1: 100, v2: 0 })
  await page.goto(`${demo().url}/services/shop/reviews`)
  await page.getByRole('link', { name: 'Edit policy…' }).click()
  await expect(page.getByRole('heading', { name: 'Policy of shop/reviews' })).toBeVisible()

  await writeRule(page)
  const plan = page.getByRole('region', { name: 'Plan', exact: true })
  await expect(plan.getByText('requests to shop/reviews with header x-tester: yes go to v2')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Policy of shop/reviews as YAML' })).toContainText('name: x-tester')

  await page.getByRole('textbox', { name: 'Reason' }).fill('testers see v2')
  await page.getByRole('button', { name: /^Apply to 2 proxies/ }).click()
  const change = page.getByRole('dialog', { name: /^Change: / })
  await expect(change.getByText('In force on all 2 proxies')).toBeVisible()
  expect((await getPolicy(service)).policy.rules[0]).toMatchObject({ name: 'testers', retry: { attempts: 4, on: ['5xx'] } })

  await setScenario(service, 'v2', 'failing')
  const before = await retries()
  const [theirs, others] = [await sendRequests(60, 8, tester), await sendRequests(60)]
  expect(countPassed(theirs, 'reviews@v1')).toBe(0)
  expect(countPassed(theirs, 'reviews@v2')).toBeGreaterThan(50)
  expect([countPassed(others, 'reviews@v1'), countPassed(others, 'reviews@v2')]).toEqual([60, 0])
  expect((await retries()) - before, 'v2 fails three times in ten, so some of 60 were tried again').toBeGreaterThan(3)

  await change.getByRole('button', { name: /^Undo/ }).click()
  await expect.poll(async () => (await getPolicy(service)).policy.rules.length).toBe(1)
  await inForce((await listChanges(service)).changes[0]?.id ?? '')
  expect(countPassed(await sendRequests(40, 8, tester), 'reviews@v1')).toBe(40)
})

async function writeRule(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('testers')
  await page.getByRole('textbox', { name: 'Name of header 1' }).fill('x-tester')
  await page.getByRole('textbox', { name: 'Value of header 1' }).fill('yes')
  await page.getByRole('button', { name: 'retries', exact: true }).click()
  await page.getByRole('textbox', { name: 'Retries at most' }).fill('4')
}

async function retries(): Promise<number> {
  const counts = await Promise.all(
    proxiesOf('shop/frontend').map(({ adminUrl }) => envoyCounter(adminUrl, 'cluster.shop/reviews|v2.upstream_rq_retry')),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}
