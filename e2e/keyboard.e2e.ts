import { expect, type Page, test } from '@playwright/test'
import { demo, getPolicy, setWeights } from './support'

test('with the keyboard alone: walk the graph, open the panel, shift, undo', async ({ page }) => {
  await setWeights('shop/reviews', { v1: 100, v2: 0 })
  await page.goto(demo().url)
  const graph = page.getByRole('application', { name: /^Topology graph/ })
  await expect(graph).toBeVisible()
  await tabTo(page, () => graph.evaluate((element) => element === document.activeElement))

  const spoken = page.getByText(/^shop\/reviews, /)
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) {
    await page.keyboard.press(key)
    if ((await spoken.count()) > 0) break
  }
  // On the row below the front end: to the left until reviews is spoken.
  for (let step = 0; step < 8 && (await spoken.count()) === 0; step += 1) await page.keyboard.press('ArrowLeft')
  for (let step = 0; step < 8 && (await spoken.count()) === 0; step += 1) await page.keyboard.press('ArrowRight')
  await expect(spoken).toBeAttached()
  await page.keyboard.press('Enter')

  const panel = page.getByRole('complementary', { name: 'Details of shop/reviews' })
  await expect(panel).toBeFocused()
  const step = panel.getByRole('button', { name: '10 % to v2', exact: true })
  await expect(step).toBeEnabled()
  await tabTo(page, () => step.evaluate((element) => element === document.activeElement))
  await page.keyboard.press('Enter')
  await applyWhereAsked(page)
  await expect.poll(weightOfNewer).toBe(10)

  const undo = panel.getByRole('button', { name: /^Undo/ }).first()
  await expect(undo).toBeVisible()
  await tabTo(page, () => undo.evaluate((element) => element === document.activeElement))
  await page.keyboard.press('Enter')
  await expect.poll(weightOfNewer).toBe(0)

  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(graph).toBeFocused()
})

/** Tab until something has the focus; what cannot be reached so is not there for the keyboard. */
async function tabTo(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await isThere()) return
    await page.keyboard.press('Tab')
  }
  throw new Error('80 times Tab did not reach it')
}

/** One click is enough where the plan has no warning; else the plan opens and wants a reason. */
async function applyWhereAsked(page: Page): Promise<void> {
  const sheet = page.getByRole('dialog', { name: 'Shift traffic on shop/reviews' })
  await expect.poll(async () => (await sheet.isVisible()) || (await weightOfNewer()) === 10).toBe(true)
  if (!(await sheet.isVisible())) return
  const reason = sheet.getByRole('textbox', { name: 'Reason' })
  await tabTo(page, () => reason.evaluate((element) => element === document.activeElement))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('by keyboard, knowing the warning')
  const apply = sheet.getByRole('button', { name: /^Apply to/ })
  await tabTo(page, () => apply.evaluate((element) => element === document.activeElement))
  await page.keyboard.press('Enter')
  const change = page.getByRole('dialog', { name: /^Change: / })
  await expect(change).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(change).toHaveCount(0)
}

async function weightOfNewer(): Promise<number | undefined> {
  const { policy } = await getPolicy('shop/reviews')
  return policy.rules.at(-1)?.backends?.find(({ version }) => version === 'v2')?.weight
}
