import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { demo, getFault, listChanges, setWeights, startFault, stopFault, until } from './support'

const serious = ['serious', 'critical']

test('every page and sheet passes axe in both themes', async ({ browser }) => {
  test.setTimeout(420_000)
  const found: string[] = []
  const page = await open(browser, { width: 1440, height: 900 })
  for (const path of await addresses()) {
    await goTo(page, path)
    found.push(...(await violationsInBoth(page, path)))
  }
  for (const [name, keys] of overlays) {
    await goTo(page, '/services')
    await page.keyboard.press(keys)
    await expect(page.getByRole('dialog')).toBeVisible()
    found.push(...(await violationsInBoth(page, name)))
  }
  expect(found).toEqual([])
})

test('no page scrolls sideways at 360 px, and what a phone needs passes axe', async ({ browser }) => {
  test.setTimeout(300_000)
  const page = await open(browser, { width: 360, height: 780 })
  const wide: string[] = []
  const found: string[] = []
  for (const path of [...(await addresses()), '/?phone=graph', '/?phone=graph&view=instance']) {
    await goTo(page, path)
    const over = await page.evaluate(() => {
      const main = document.querySelector('main')
      return [document.documentElement.scrollWidth - window.innerWidth, main ? main.scrollWidth - main.clientWidth : 0]
    })
    if (over.some((pixels) => pixels > 0)) wide.push(`${path}: ${over.join(' and ')} px too wide`)
    if (onCall.some((each) => path.startsWith(each))) found.push(...(await violations(page, path, 'light')))
  }
  expect(wide).toEqual([])
  expect(found).toEqual([])
})

/** What a phone is taken out for. */
const onCall = ['/?phone', '/faults', '/services/shop/reviews', '/changes', '/canaries']

const overlays = [
  ['the palette', 'Control+k'],
  ['the keys', '?'],
] as const

/** Every page there is, with what can be opened on it by its address. */
async function addresses(): Promise<string[]> {
  await setWeights('shop/reviews', { v1: 95, v2: 5 })
  await setWeights('shop/reviews', { v1: 100, v2: 0 })
  const change = (await listChanges('shop/reviews')).changes[0]
  const fault = await startFault({
    service: 'shop/cart',
    delay: { percent: 1, fixedDelayMs: 1 },
    durationSeconds: 60,
    reason: 'a page to look at',
  })
  await stopFault(fault.id)
  await until(
    'the fault has ended',
    () => getFault(fault.id),
    ({ state }) => state === 'ended',
  )
  const proxy = demo().proxies[0]?.id ?? ''
  return [
    '/',
    '/?view=version',
    '/?view=instance&overlay=errors',
    '/?as=table',
    '/?selected=shop%2Freviews',
    '/?selected=shop%2Ffrontend%3Eshop%2Freviews%3Ahttp',
    '/?selected=shop%2Freviews&sheet=shift',
    `/?selected=shop%2Freviews&sheet=shift&change=${change?.id ?? ''}`,
    '/?from=now-3h&to=now-2h',
    '/services',
    '/services/shop/reviews',
    '/services/shop/ledger',
    '/services/shop/reviews/policy?rule=default',
    '/services/shop/ledger/policy?rule=default',
    '/services/shop/reviews?sheet=fault',
    '/canaries',
    '/canaries?new=shop%2Freviews',
    '/faults',
    '/faults?new=shop%2Fratings',
    `/faults/${fault.id}`,
    '/changes',
    `/changes/${change?.id ?? ''}`,
    '/proxies',
    `/proxies/${proxy}`,
    '/proxies?bootstrap=',
    '/settings',
    '/services/shop/nowhere',
    '/nowhere',
  ]
}

async function open(browser: Browser, viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ colorScheme: 'light', viewport, reducedMotion: 'reduce' })
  return context.newPage()
}

/** Shown whole: no skeleton left, and what the address opens is in sight (its code comes late, and axe knows a dialog by being seen). */
async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(demo().url + path)
  // An open sheet hides the page from roles.
  await expect(page.locator('main :is(h1, h2), [role=dialog] h2').first()).toBeAttached()
  if (/[?&](sheet|new|bootstrap)=/.test(path)) await expect(page.locator('[role=dialog] h2').first()).toBeVisible()
  await expect(page.locator('[data-skeleton]')).toHaveCount(0)
}

/** The system's theme changes while the page is open, as it does in the evening. */
async function violationsInBoth(page: Page, where: string): Promise<string[]> {
  const light = await violations(page, where, 'light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect(page.locator('html.dark')).toBeAttached()
  const dark = await violations(page, `${where}, dark`, 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect(page.locator('html.dark')).not.toBeAttached()
  return [...light, ...dark]
}

/** In the dark theme only the colours differ. */
async function violations(page: Page, where: string, theme: 'light' | 'dark'): Promise<string[]> {
  const axe = new AxeBuilder({ page })
  if (theme === 'dark') axe.withRules(['color-contrast'])
  else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
  const { violations } = await axe.analyze()
  return violations
    .filter(({ impact }) => serious.includes(impact ?? ''))
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 5).map((node) => `${where}: ${id}: ${node.target.join(' ')}: ${node.any[0]?.message ?? node.failureSummary ?? ''}`),
    )
}
