import { expect, test } from '@playwright/test'
import { demo, getPolicy, inForce, listChanges, putPolicy, restartOutrider, sendRequests, setWeights } from './support'

test('kill -9 of Outrider right after an edit loses no edit and disturbs no traffic', async ({ page }) => {
  await setWeights('shop/catalog', { v1: 80, v2: 20 })
  const backends = [
    { version: 'v1', weight: 60 },
    { version: 'v2', weight: 40 },
  ]
  const change = await putPolicy({ service: 'shop/catalog', rules: [{ name: 'default', backends }] }, 'just before the end')
  process.kill(demo().outriderPid, 'SIGKILL')
  const meanwhile = await sendRequests(200)
  expect(meanwhile.filter((answer) => answer.status !== 200)).toEqual([])

  await restartOutrider()
  expect((await getPolicy('shop/catalog')).policy.rules[0]?.backends).toEqual(backends)
  expect((await listChanges('shop/catalog')).changes[0]?.id).toBe(change.id)
  await inForce(change.id)
  await page.goto(`${demo().url}/changes`)
  await expect(page.getByRole('main').getByText('just before the end').first()).toBeVisible()
  await setWeights('shop/catalog', { v1: 80, v2: 20 })
})
