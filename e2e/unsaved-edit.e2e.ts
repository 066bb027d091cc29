import { expect, type Page, test } from '@playwright/test'
import type { Policy } from '@/lib/mesh/policy'
import { demo, getPolicy, putPolicy, setWeights } from './support'

const service = 'shop/reviews'

test.afterAll(() => setWeights(service, { v1: 100, v2: 0 }))

test('an edit that was not applied survives a reload; another’s edit meanwhile comes as a banner, and mine goes on top of theirs', async ({
  page,
}) => {
  await setWeights(service, { v1: 100, v2: 0 })
  await page.goto(`${demo().url}/services/shop/reviews/policy`)
  await page.getByRole('button', { name: 'Open rule default' }).click()
  await page.getByRole('button', { name: 'timeout', exact: true }).click()
  await page.getByRole('textbox', { name: 'Timeout of the whole request, with its retries' }).fill('7s')
  await expect(yaml(page)).toContainText('timeout: 7s')

  await page.reload()
  await expect(yaml(page)).toContainText('timeout: 7s')
  await expect(page.getByText('Kept by this browser since')).toBeVisible()
  expect((await getPolicy(service)).policy.rules[0]?.timeout).toBeUndefined()

  await anotherEdits({ timeout: '5s', retry: { attempts: 1, on: ['5xx'] } })
  const banner = page.getByRole('region', { name: 'Another edit' })
  await expect(banner.getByText('changed this policy meanwhile')).toBeVisible()
  await expect(banner.getByRole('table', { name: 'Where the two edits meet' }).getByRole('row', { name: /timeout/ })).toHaveText(
    /rule default: timeout\s*none\s*"5s"\s*"7s"/,
  )
  await expect(banner.getByRole('region', { name: 'What they changed' })).toContainText('retry: { attempts: 1, on: [5xx] }')
  await expect(page.getByRole('button', { name: /^Apply.*not possible: Decide about the other edit first/ })).toBeVisible()

  await banner.getByRole('button', { name: 'Keep mine on top of theirs' }).click()
  await expect(banner).toHaveCount(0)
  await expect(yaml(page)).toContainText('retry: { attempts: 1, on: [5xx] }')
  await page.getByRole('textbox', { name: 'Reason' }).fill('slower is fine')
  await page.getByRole('button', { name: /^Apply to 2 proxies/ }).click()
  await expect(page.getByRole('dialog', { name: /^Change: / })).toBeVisible()
  expect((await getPolicy(service)).policy.rules[0]).toMatchObject({ timeout: '7s', retry: { attempts: 1, on: ['5xx'] } })
})

test('their edit can be taken instead, and an edit discarded', async ({ page }) => {
  await setWeights(service, { v1: 100, v2: 0 })
  await page.goto(`${demo().url}/services/shop/reviews/policy`)
  await edit(page, 'timeout: 9s')
  await anotherEdits({ timeout: '5s' })
  await page.getByRole('button', { name: 'Take theirs' }).click()
  await expect(yaml(page)).toContainText('timeout: 5s')
  await expect(page.getByText('not applied')).toHaveCount(0)

  await edit(page, 'timeut: 1s')
  const wrong = page.getByRole('list', { name: 'What is wrong' })
  await expect(wrong).toContainText('did you mean "timeout"?')
  await page.getByRole('button', { name: 'Discard edit' }).click()
  await expect(yaml(page)).not.toContainText('timeut')
  await page.reload()
  await expect(yaml(page)).toContainText('timeout: 5s')
})

const yaml = (page: Page) => page.getByRole('textbox', { name: 'Policy of shop/reviews as YAML' })

/** Writes a line into the default rule's YAML, below its name. */
async function edit(page: Page, line: string): Promise<void> {
  await yaml(page).getByText('name: default').click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type(line)
  await page.keyboard.press('Escape')
}

async function anotherEdits(parts: Partial<Policy['rules'][number]>): Promise<void> {
  const { policy } = await getPolicy(service)
  await putPolicy({ ...policy, rules: policy.rules.map((rule) => ({ ...rule, ...parts })) }, 'somebody else was here')
}
