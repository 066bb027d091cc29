import { expect, type Page, test } from '@playwright/test'
import { demo, getPolicy, inForce, putPolicy, setWeights } from './support'

const service = 'shop/reviews'
const backends = [{ version: 'v1', weight: 100 }]
test.afterAll(() => setWeights(service, { v1: 100, v2: 0 }))

const named = (name: string) => ({ name, match: { headers: [{ name: `x-${name}`, exact: '1' }] }, backends })

test('rules are moved by keyboard from the grip, by buttons and by pointer; the last one stays last', async ({ page }) => {
  await setWeights(service, { v1: 100, v2: 0 })
  const change = await putPolicy(
    { service, rules: [named('a'), named('b'), named('c'), { name: 'default', backends }] },
    'a journey sets its scene',
  )
  await inForce(change.id)
  await page.goto(`${demo().url}/services/shop/reviews/policy`)
  await expect(page.getByRole('listitem').filter({ hasText: 'default' })).toBeVisible()
  expect(await order(page)).toEqual(['a', 'b', 'c', 'default'])

  const grip = page.getByRole('button', { name: 'Drag rule a' })
  await grip.focus()
  await page.keyboard.press('Space')
  await expect(page.getByText('Rule a is over place 1')).toBeAttached()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByText('Rule a is over place 2')).toBeAttached()
  await page.keyboard.press('Space')
  await expect.poll(() => order(page)).toEqual(['b', 'a', 'c', 'default'])
  await expect(grip).toBeFocused()

  await page.getByRole('button', { name: 'Move rule c up' }).click()
  await expect.poll(() => order(page)).toEqual(['b', 'c', 'a', 'default'])
  await expect(page.getByRole('button', { name: /^Move rule default up: it takes what no other rule took/ })).toBeDisabled()

  await drag(page, 'Drag rule a', 'Drag rule b')
  await expect.poll(() => order(page)).toEqual(['a', 'b', 'c', 'default'])
  await page.getByRole('button', { name: 'Duplicate rule b' }).click()
  await page.getByRole('button', { name: 'Remove rule c' }).click()
  await page.getByRole('button', { name: 'Move rule a down' }).click()
  await expect.poll(() => order(page)).toEqual(['b', 'a', 'b-2', 'default'])
  await expect(page.getByText('rule b-2 never matches: b before it takes all of its requests').first()).toBeVisible()

  await page.getByRole('textbox', { name: 'Reason' }).fill('another order')
  await page.getByRole('button', { name: /^Apply to 2 proxies/ }).click()
  await expect(page.getByRole('dialog', { name: /^Change: / }).getByText('In force on all 2 proxies')).toBeVisible()
  expect((await getPolicy(service)).policy.rules.map(({ name }) => name)).toEqual(['b', 'a', 'b-2', 'default'])
})

/** The order of the cards. */
const order = (page: Page): Promise<string[]> =>
  page
    .getByRole('button', { name: /^(Open|Close) rule / })
    .evaluateAll((cards) => cards.map((card) => (card.getAttribute('aria-label') ?? '').replace(/^(Open|Close) rule /, '')))

async function drag(page: Page, from: string, to: string): Promise<void> {
  const [start, end] = [
    await page.getByRole('button', { name: from }).boundingBox(),
    await page.getByRole('button', { name: to }).boundingBox(),
  ]
  if (!start || !end) throw new Error('a grip is not in sight')
  await page.mouse.move(start.x + 8, start.y + 8)
  await page.mouse.down()
  await page.mouse.move(start.x + 8, start.y - 12, { steps: 4 })
  await page.mouse.move(end.x + 8, end.y + 4, { steps: 10 })
  await page.mouse.up()
}
