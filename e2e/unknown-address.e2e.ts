import { expect, test } from '@playwright/test'
import { demo } from './support'

test('an address that leads nowhere says so inside the frame, with status 404 and a way on', async ({ page }) => {
  for (const path of ['/nowhere', '/services/shop', '/a/b/c', '/services/shop/%E0%A4%A']) {
    const answer = await page.goto(demo().url + path)
    expect([path, answer?.status()]).toEqual([path, 404])
    await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible()
    await expect(page).toHaveTitle('No such page · Outrider')
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  }
  await page.getByRole('link', { name: 'Go to the topology' }).click()
  await expect(page.getByRole('application', { name: /^Topology graph/ })).toBeVisible()
  await expect(page).toHaveTitle('Topology · Outrider')
})

test('a service, proxy, change or fault that is not known has its own page with the way to the others', async ({ page }) => {
  for (const [path, title, others] of [
    ['/services/shop/nowhere', 'No such service', 'All services'],
    ['/proxies/nobody-1', 'No such proxy', 'All proxies'],
    ['/changes/nothing', 'No such change', 'All changes'],
    ['/faults/nothing', 'No such fault', 'All faults'],
  ] as const) {
    await page.goto(demo().url + path)
    await expect(page.getByRole('heading', { name: title })).toBeVisible()
    await expect(page.getByRole('main').getByRole('link', { name: others })).toBeVisible()
  }
})

test('the tab is named after what the page shows', async ({ page }) => {
  const { url, proxies } = demo()
  const proxy = proxies[0]?.id ?? ''
  for (const [path, title] of [
    ['/services/shop/reviews', 'shop/reviews · Outrider'],
    [`/proxies/${proxy}`, `${proxy} · Outrider`],
    ['/?selected=shop%2Freviews', 'shop/reviews · Topology · Outrider'],
    ['/faults', 'Faults · Outrider'],
  ] as const) {
    await page.goto(url + path)
    await expect(page).toHaveTitle(title)
  }
})
