import { expect, type Page, test } from '@playwright/test'
import { compare, demo, edge, listChanges, setScenario, setWeights, topology, until } from './support'

// Files run in the order of their names, and this comes after the canaries: what fails here would be in the hour that their baseline is measured on.
const failing = 'shop/reviews>shop/ratings:http'
const banner = (page: Page) => page.getByText(/^Compared with .* to /)

test.afterEach(async () => {
  await setScenario('shop/ratings', 'v1', 'healthy')
})

test('what began to fail is found against the minute before, drawn, listed, explained, and gone from sight when comparing ends', async ({
  page,
}) => {
  test.setTimeout(240_000)
  const before = await healthyMinute()
  await setScenario('shop/ratings', 'v1', 'failing')
  await until(
    'ratings fail',
    () => topology('?from=now-20s'),
    (graph) => (edge(graph, failing)?.errorRatio ?? 0) > 0.1,
    60_000,
  )
  await until(
    'the comparison tells',
    () => compare(`from=now-20s&baseFrom=${before.from}&baseTo=${before.to}`),
    ({ top }) => top.some(({ id, kind }) => id === failing && kind === 'failing_more'),
  )

  await page.goto(`${demo().url}/?from=now-20s&overlay=change&compare=${before.from}/${before.to}`)
  await expect(banner(page)).toContainText(/\d+ edges? fails? more/)
  const list = page.getByRole('complementary', { name: 'Details of What changed' })
  const line = list.getByRole('button', { name: /shop\/reviews → shop\/ratings/ })
  await expect(line).toContainText(/fails more: [\d.]+ % fail, 0 % before/)
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('fails more')

  await line.click()
  const panel = page.getByRole('complementary', { name: /^Details of shop\/reviews → shop\/ratings/ })
  await expect(panel).toContainText("Fisher's exact test, q < 0.0001")
  await expect(panel.getByRole('table', { name: 'Both windows' })).toContainText('this one')
  await page.keyboard.press('Escape')

  await page.getByRole('radio', { name: 'Table' }).click()
  await expect(page.getByRole('row', { name: /shop\/reviews to shop\/ratings/ })).toContainText('fails more')
  await expect(page.getByRole('columnheader', { name: 'errors before' })).toHaveCount(2)
  const address = page.url()
  await page.reload()
  await expect(banner(page)).toBeVisible()
  expect(page.url()).toBe(address)

  await page.getByRole('button', { name: 'Stop comparing' }).click()
  await expect(banner(page)).toHaveCount(0)
  await expect(page).not.toHaveURL(/compare=/)
})

test('the past leads to a comparison with now, the range menu to an earlier window, a change to the mesh around it', async ({ page }) => {
  await setWeights('shop/reviews', { v1: 90, v2: 10 })
  await setWeights('shop/reviews', { v1: 100, v2: 0 })
  const change = (await listChanges('shop/reviews')).changes[0]
  await page.goto(`${demo().url}/?from=now-3m&to=now-2m`)
  await page.getByRole('button', { name: 'Compare with now' }).click()
  await expect(page).toHaveURL(/from=now-1m&compare=20\d\d-.*overlay=change|compare=20\d\d-/)
  await expect(page.getByText('The past:')).toHaveCount(0)
  await expect(banner(page)).toContainText('the chosen time')

  await page.getByRole('button', { name: /^Time range/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'An hour earlier' }).click()
  await expect(page).toHaveURL(/compare=ago%3A1h|compare=ago:1h/)
  await expect(banner(page)).toContainText('an hour earlier')

  await page.goto(`${demo().url}/changes/${change?.id ?? ''}`)
  await page.getByRole('link', { name: 'The mesh before and after this change' }).click()
  await expect(banner(page)).toContainText('before the change')
  // The frame keeps an empty one, in which routes are announced.
  await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0)
})

test('an address that compares with nothing says so, and how to write it', async ({ page }) => {
  await page.goto(`${demo().url}/?compare=%3Cimg%20src%3Dx%3E`)
  await expect(page.getByText('The address asks for a comparison that cannot be read')).toBeVisible()
  await page.goto(`${demo().url}/?compare=before:nothing`)
  await expect(page.getByText('there is no change nothing')).toBeVisible()
  await page.getByRole('button', { name: 'Stop comparing' }).click()
  await expect(page.getByRole('application', { name: /^Topology graph/ })).toBeVisible()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 780 } })
  test('comparing is a list, with a way to stop', async ({ page }) => {
    const { from, to } = await healthyMinute()
    await page.goto(`${demo().url}/?compare=${from}/${to}&overlay=change`)
    const list = page.getByRole('complementary', { name: 'Details of What changed' })
    await expect(list).toBeVisible()
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wide).toBeLessThanOrEqual(0)
    await list.getByRole('button', { name: 'Stop comparing' }).click()
    await expect(list).toHaveCount(0)
  })
})

/** The last half minute, once nothing in it has failed. */
async function healthyMinute(): Promise<{ from: string; to: string }> {
  const graph = await until(
    'half a minute without an error',
    () => topology('?from=now-30s'),
    ({ edges, window }) => edges.every(({ errors }) => errors === 0) && window.from !== '',
    120_000,
  )
  // Windows that lie across an end count whole: what breaks after this must not lie in the last of them.
  return { from: graph.window.from, to: new Date(Date.parse(graph.window.to) - 6000).toISOString() }
}
