import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { provideChromium } from './find-chromium.mjs'

// Pictures of a running demo, light and dark, for README and docs: `npm run screenshots -- --data .outrider`.
const { values } = parseArgs({
  options: { data: { type: 'string', default: '.outrider' }, out: { type: 'string', default: 'docs/screenshots' } },
})
const pages = [
  { name: 'topology', path: '/?selected=shop/reviews', size: [1440, 900] },
  { name: 'services', path: '/services', size: [1440, 900] },
  { name: 'service', path: '/services/shop/reviews', size: [1440, 900] },
  { name: 'changes', path: '/changes', size: [1440, 900] },
  { name: 'canaries', path: '/canaries', size: [1440, 900] },
  { name: 'faults', path: '/faults', size: [1440, 900] },
  { name: 'proxies', path: '/proxies', size: [1440, 900] },
  { name: 'phone-services', path: '/services', size: [360, 780] },
  { name: 'phone-canaries', path: '/canaries', size: [360, 780] },
  { name: 'phone-faults', path: '/faults', size: [360, 780] },
]

const { url } = readDemo(values.data)
const newest = (await (await fetch(`${url}/api/v1/canaries?limit=1`)).json()).canaries[0]
if (newest) {
  const path = `/canaries/${encodeURIComponent(newest.id)}`
  pages.push({ name: 'canary', path, size: [1440, 900] }, { name: 'phone-canary', path, size: [360, 780] })
}
const { chromium } = await import('@playwright/test')
const found = await provideChromium()
if (found.reason) throw new Error(`no browser: ${found.reason}`)
const browser = await chromium.launch({
  ...(found.path ? { executablePath: found.path } : {}),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
mkdirSync(values.out, { recursive: true })
for (const theme of ['light', 'dark']) {
  for (const { name, path, size } of pages) {
    const context = await browser.newContext({ viewport: { width: size[0], height: size[1] }, colorScheme: theme })
    const page = await context.newPage()
    await page.goto(url + path)
    await page.getByText(/^live/).first().waitFor({ state: 'attached' })
    if (name === 'topology') await page.locator('[data-graph-ready]').waitFor()
    await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined)
    await page.screenshot({ path: join(values.out, `${name}-${theme}.png`), animations: 'disabled' })
    await context.close()
    console.log(`${name}-${theme}.png`)
  }
}
await browser.close()

function readDemo(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8'))
  } catch {
    throw new Error(`no demo runs on ${folder}: start one with npm run demo`)
  }
}
