import type { CDPSession, Page } from '@playwright/test'

type Spread = { median: number; worst: number }
/** Of live updates: script time without drawing, drawing, and how far any node moved over all of them, px of the model. */
export type Updates = { count: number; ownMs: Spread; redrawMs: Spread; movedPx: number }

const paintName = 'outrider:graph-paint'
const paintMs = 60_000

type Paint = { at: number; ms: number }
declare global {
  interface Window {
    paints: Paint[]
  }
}

/** Notes the drawings of every document that the page will show. Once a page: a second watch would count each drawing twice. */
export const watchPaints = (page: Page): Promise<unknown> =>
  page.addInitScript((name) => {
    window.paints = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === name) window.paints.push({ at: entry.startTime, ms: entry.duration })
    }).observe({ type: 'measure', buffered: true })
  }, paintName)

/** ms from navigation to the end of the first drawing that shows the graph, on a page that is watched. The browser's cache is warm but for the very first load. */
export async function firstPaint(page: Page, url: string): Promise<number> {
  await page.goto('about:blank')
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction(() => (window.paints ?? []).length > 0, undefined, { timeout: paintMs, polling: 50 })
  return page.evaluate(() => {
    const [first] = window.paints
    return first ? first.at + first.ms : Number.NaN
  })
}

/** Waits for so many answers of the topology on an open page, and measures what each costs until the page is quiet again. */
export async function liveUpdates(page: Page, wanted: number): Promise<Updates> {
  await page.mouse.move(5, 450)
  await page.waitForTimeout(3000)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const before = await places(page)
  const own: number[] = []
  const redraw: number[] = []
  for (let i = 0; i < wanted; i++) {
    const script = await scriptMs(session)
    await page.evaluate(() => {
      window.paints = []
    })
    await page.waitForResponse((response) => response.url().includes('/api/v1/topology?'), { timeout: 40_000 })
    await page.waitForTimeout(2500)
    const paints = await page.evaluate(() => window.paints.map(({ ms }) => ms))
    const painted = paints.reduce((sum, ms) => sum + ms, 0)
    own.push((await scriptMs(session)) - script - painted)
    redraw.push(...paints)
  }
  const after = await places(page)
  await session.detach()
  const movedPx = Math.max(0, ...Object.entries(before).map(([id, at]) => distance(at, after[id])))
  return { count: own.length, ownMs: spread(own), redrawMs: spread(redraw), movedPx }
}

// As text: a function with functions in it is not the same after it was compiled here.
const countFrames = `
  let last = performance.now(), isOver = false
  const frames = []
  const tick = () => {
    const now = performance.now()
    frames.push(now - last)
    last = now
    if (!isOver) requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
  window.endFrames = () => { isOver = true; return frames }
`

/** Time between frames while a hand drags the ground and turns the wheel. */
export async function dragAndZoom(page: Page): Promise<{ p50: number; p95: number; worst: number }> {
  await page.waitForTimeout(1000)
  await page.evaluate(countFrames)
  const ground = { x: 300, y: 300 }
  await page.mouse.move(ground.x, ground.y)
  await page.mouse.down()
  for (let step = 0; step < 60; step++) await page.mouse.move(ground.x + 8 * step, ground.y + 3 * step)
  await page.mouse.up()
  for (let step = 0; step < 30; step++) await page.mouse.wheel(0, step < 15 ? -60 : 60)
  const frames = await page.evaluate<number[]>('window.endFrames()')
  const sorted = frames.slice(1).sort((a, b) => a - b)
  const at = (q: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN)
  return { p50: at(0.5), p95: at(0.95), worst: at(1) }
}

async function scriptMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000
}

type Place = { x: number; y: number }

/** Where the graph library has its nodes. It keeps itself at its element. */
const places = (page: Page): Promise<Record<string, Place>> =>
  page.evaluate(() => {
    type Library = { nodes: () => { id: () => string; position: () => Place }[] }
    const element = document.querySelector('[data-graph-ready] > div') as unknown as { _cyreg?: { cy: Library } } | null
    const found: Record<string, Place> = {}
    element?._cyreg?.cy.nodes().forEach((node) => {
      found[node.id()] = { ...node.position() }
    })
    return found
  })

const distance = (from: Place, to: Place | undefined): number => (to ? Math.hypot(to.x - from.x, to.y - from.y) : 0)

/** Rounded. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  return { median: Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN), worst: Math.round(sorted.at(-1) ?? Number.NaN) }
}
