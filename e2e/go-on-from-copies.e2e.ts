import { expect, test } from '@playwright/test'
import { countPassed, demo, endCanaries, getCanary, listCanaries, sendRequests, setScenario, setWeights, until } from './support'

test.afterEach(async () => {
  await endCanaries()
  await setScenario('shop/reviews', 'v2', 'healthy')
})

test('a canary that begins with copies waits for a person, who goes on from it to the first weight', async ({ page }) => {
  await setWeights('shop/reviews', { v1: 100, v2: 0 })
  await page.goto(`${demo().url}/services/shop/reviews?sheet=canary`)
  const sheet = page.getByRole('dialog', { name: /^Start a canary of shop\/reviews v2/ })
  await sheet.getByRole('radio', { name: 'fast' }).click()
  await sheet.getByRole('radio', { name: 'copies' }).click()
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('release 2.1, tried on copies')
  await sheet.getByRole('button', { name: 'Start with mirror 10 % to v2' }).click()
  await page.waitForURL(/\/canaries\/./)

  const ladder = page.getByRole('list', { name: /^Steps of the canary/ })
  const now = ladder.locator('[aria-current="step"]')
  await expect(ladder.getByRole('listitem')).toHaveCount(4)
  await expect(now).toContainText('mirror 10 %')
  const id = (await listCanaries()).canaries[0]?.id ?? ''
  const held = await until(
    'it waits for a person',
    () => getCanary(id),
    ({ hold }) => hold?.cause === 'approval',
    90_000,
  )
  expect(held).toMatchObject({ state: 'held', step: 1, weight: 0, verdict: 'unknown' })
  expect(countPassed(await sendRequests(100), 'reviews@v2')).toBe(0)
  await expect(page.getByText('held: waits for a person, step 1 of 4')).toBeVisible()
  await expect(page.getByText(/\d+ copies failed, \d[\d,]* of [\d,]+ requests of v1/).first()).toBeVisible()
  await expect(now).toContainText(/\d+ copies on v2/)

  await page.getByRole('button', { name: /^Resume the canary/ }).click()
  const question = page.getByRole('dialog', { name: 'Go on with v2?' })
  await question.getByRole('textbox', { name: 'Reason' }).fill('the copies were answered')
  await question.getByRole('button', { name: 'Resume' }).click()
  await expect(question).toBeHidden()
  await expect(now).toContainText('10 %')
  await expect(now).toContainText('watching, verdict unknown')
  await expect(ladder.getByRole('listitem').first()).toContainText('a person went on')
  const weighed = await getCanary(id)
  expect(weighed).toMatchObject({ step: 2, weight: 10 })
  expect(weighed.inForce.loaded).toBe(weighed.inForce.total)
  expect(weighed.overrides.map(({ reason }) => reason)).toEqual(['the copies were answered'])
  const passed = countPassed(await sendRequests(400), 'reviews@v2')
  expect(passed).toBeGreaterThan(10)
  expect(passed).toBeLessThan(90)
})
