import { expect, type Page, test } from '@playwright/test'
import { countPassed, demo, getPolicy, inForce, listChanges, sendRequests, setWeights, until } from './support'

test('shift 90/10 → 50/50 with one click, counted by the answers themselves, and undo it', async ({ page }) => {
  await setWeights('shop/reviews', { v1: 90, v2: 10 })
  await expectShare(10)

  await page.goto(`${demo().url}/?selected=shop/reviews`)
  const panel = page.getByRole('complementary', { name: 'Details of shop/reviews' })
  await panel.getByRole('button', { name: '50/50' }).click()
  await applyWhereAsked(page)
  await expect.poll(async () => (await weightsNow()).v2).toBe(50)
  const shift = (await listChanges('shop/reviews')).changes[0]
  expect(shift?.sentence).toContain('50 %')
  await inForce(shift?.id ?? '')
  await expect(panel.getByRole('heading', { name: 'In force on 2 of 2' })).toBeVisible()
  await expectShare(50)

  await panel.getByRole('button', { name: /^Undo/ }).first().click()
  await expect.poll(async () => (await weightsNow()).v2).toBe(10)
  const undo = (await listChanges('shop/reviews')).changes[0]
  expect(undo?.undoes).toBe(shift?.id)
  await inForce(undo?.id ?? '')
  await expectShare(10)
  await page.goto(`${demo().url}/changes`)
  await expect(
    page
      .getByRole('main')
      .getByText(/50 % of requests to shop\/reviews/)
      .first(),
  ).toBeVisible()
})

/** One click is enough where the plan has no warning; a warning (here: five times the load on one instance) opens the plan, which wants a reason. */
async function applyWhereAsked(page: Page): Promise<void> {
  const sheet = page.getByRole('dialog', { name: 'Shift traffic on shop/reviews' })
  const outcome = async (): Promise<string> =>
    (await sheet.isVisible()) ? 'asked' : (await weightsNow()).v2 === 50 ? 'applied' : 'waiting'
  if ((await until('applied, or a plan with its warning', outcome, (seen) => seen !== 'waiting')) === 'applied') return
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('half of it, knowing the warning')
  await sheet.getByRole('button', { name: /^Apply to 2 proxies/ }).click()
  const evidence = page.getByRole('dialog', { name: /^Change: 50 %/ })
  await expect(evidence.getByText('In force on all 2 proxies')).toBeVisible()
  await evidence.getByRole('button', { name: 'Close' }).first().click()
}

/** The share of answers that passed v2, within five standard deviations: one run in a million fails by chance. */
async function expectShare(percent: number): Promise<void> {
  const count = 400
  const answers = await sendRequests(count)
  expect(answers.filter((answer) => answer.status !== 200)).toEqual([])
  const share = percent / 100
  const slack = 5 * Math.sqrt(count * share * (1 - share))
  const passed = countPassed(answers, 'reviews@v2')
  expect(passed + countPassed(answers, 'reviews@v1')).toBe(count)
  expect(Math.abs(passed - count * share), `${passed} of ${count} passed v2, ${percent} % are wanted`).toBeLessThan(slack)
}

async function weightsNow(): Promise<Record<string, number>> {
  const { policy } = await getPolicy('shop/reviews')
  return Object.fromEntries((policy.rules.at(-1)?.backends ?? []).map(({ version, weight }) => [version, weight]))
}
