import { expect, test } from '@playwright/test'
import { demo, proxiesOf, restartProxy, topology, until } from './support'

test('an Envoy dies, is shown as not answering with its last known numbers gone, and comes back', async ({ page }) => {
  const victim = proxiesOf('shop/ratings')[1]
  if (!victim) throw new Error('the demo runs two proxies of shop/ratings')
  await page.goto(demo().url)
  await expect(page.getByRole('button', { name: '13 of 13 answering' })).toBeVisible()

  process.kill(victim.pid, 'SIGKILL')
  try {
    await until(
      '12 of 13',
      () => topology(),
      ({ completeness }) => completeness.answering === 12,
      60_000,
    )
    await expect(page.getByRole('button', { name: '12 of 13 answering' })).toBeVisible()
    const { completeness } = await topology()
    expect(completeness.problems.map(({ proxyId }) => proxyId)).toContain(victim.id)
    await page.goto(`${demo().url}/proxies`)
    await expect(page.getByRole('row', { name: new RegExp(victim.id) }).first()).toBeVisible()
  } finally {
    await restartProxy(victim.id)
  }
  await until(
    '13 of 13',
    () => topology(),
    ({ completeness }) => completeness.answering === 13,
    60_000,
  )
  await page.goto(demo().url)
  await expect(page.getByRole('button', { name: '13 of 13 answering' })).toBeVisible()
})
