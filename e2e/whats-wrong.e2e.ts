import { expect, test } from '@playwright/test'
import { demo, problems, setScenario, setWeights, until } from './support'

/** One of a kind; what goes down is judged on a recorded graph in `lib/topology/diagnose-recorded.test.ts`. */
const broken = [
  {
    service: 'shop/ratings',
    version: 'v1',
    scenario: 'failing',
    id: 'failing:shop/ratings@v1',
    words: /shop\/ratings@v1 fails [\d.]+ % of its requests/,
  },
  { service: 'shop/catalog', version: 'v2', scenario: 'slow', id: 'slow:shop/catalog@v2', words: /shop\/catalog@v2 is slower than it was/ },
] as const

for (const { service, version, scenario, id, words } of broken)
  test(`${service} ${version} ${scenario}: the first line names it, and goes when it is healthy again`, async ({ page }) => {
    test.setTimeout(400_000)
    await setWeights('shop/reviews', { v1: 100, v2: 0 })
    // A busy machine may make all of them a little slower at once; that is another line.
    await until(
      'nothing fails',
      problems,
      (found) => found.problems.every((each) => each.severity !== 'failing' && each.id !== id),
      150_000,
    )
    await setScenario(service, version, scenario)
    try {
      await until('it is the first line', problems, (answer) => answer.problems[0]?.id === id, 90_000)
      await page.goto(`${demo().url}/?panel=problems`)
      const panel = page.getByRole('complementary', { name: "Details of What's wrong?" })
      await expect(panel.getByRole('heading', { level: 3 }).first()).toHaveText(words)
      await panel.getByRole('button', { name: 'Show in the graph' }).first().click()
      await expect(page.getByRole('complementary', { name: `Details of ${service}` })).toBeVisible()
    } finally {
      await setScenario(service, version, 'healthy')
    }
    await until('it is over', problems, (answer) => answer.problems.every((each) => each.id !== id), 150_000)
  })
