import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { chromium, type Page } from '@playwright/test'
import { makeFolders, toDemoFiles } from '@/demo/demo-files'
import { findFreePorts } from '@/demo/find-free-ports'
import { SyntheticDemo } from '@/demo/synthetic/synthetic-demo'
import { findChromium } from '@/scripts/find-chromium.mjs'
import { dragAndZoom, firstPaint, liveUpdates, spread, type Updates, watchPaints } from './dashboard/measure-page'

// The dashboard on synthetic meshes, as built, in a real browser of 1440 × 900 with software rendering. Median of three loads; the server runs on the same cores.
const loads = 3

type Mesh = {
  services: number
  gzipKb: Record<string, number>
  firstPaintMs: Record<string, number>
  updates: Updates
  frameMs: { p50: number; p95: number; worst: number }
}

const checks: { what: string; ok: boolean }[] = []
const check = (ok: boolean, what: string): void => void checks.push({ what, ok })

async function withDemo<T>(services: number, work: (url: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-dashboard-'))
  const files = toDemoFiles(folder)
  makeFolders(files)
  const { http = 0 } = await findFreePorts(['http'], {}, Math.random)
  const demo = new SyntheticDemo(files, { port: http, services, hours: 1 })
  try {
    await demo.start()
    return await work(`http://127.0.0.1:${http}`)
  } finally {
    await demo.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function gzipKb(url: string): Promise<number> {
  const answer = await fetch(url)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`)
  return Math.round(gzipSync(text).length / 100) / 10
}

async function load(page: Page, url: string): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < loads; i++) times.push(await firstPaint(page, url))
  return spread(times).median
}

/** 500 nodes drawn flat, places stored. */
async function measureFlat(page: Page, url: string): Promise<Mesh> {
  const flat = `${url}/?group=none`
  const first = await firstPaint(page, flat)
  await wait(3000)
  const stored = await load(page, flat)
  const updates = await liveUpdates(page, 4)
  const frameMs = await dragAndZoom(page)
  check(stored <= 1500, `500 nodes with stored positions are painted in ${stored} ms (bar 1,500)`)
  check(frameMs.p95 <= 60, `p95 of a frame while panning and zooming 500 nodes is ${frameMs.p95} ms (bar 60)`)
  judgeUpdates('500 nodes', updates)
  const size = { flat: await gzipKb(`${url}/api/v1/topology?group=none&edges=readable`) }
  return {
    services: 500,
    gzipKb: size,
    firstPaintMs: { 'never laid out': Math.round(first), 'stored positions': stored },
    updates,
    frameMs,
  }
}

/** 1,000 services as they open by themselves: by namespace, closed. */
async function measureGrouped(page: Page, url: string): Promise<Mesh> {
  const first = await firstPaint(page, url)
  await wait(3000)
  const stored = await load(page, url)
  const updates = await liveUpdates(page, 4)
  const opened = await firstPaint(page, `${url}/?open=namespace%3Dpayments`)
  const frameMs = await dragAndZoom(page)
  const api = `${url}/api/v1/topology?edges=readable&group=`
  const size = { grouped: await gzipKb(`${api}auto`), 'one open': await gzipKb(`${api}auto&open=namespace%3Dpayments`) }
  const whole = { ...size, 'flat, all edges': await gzipKb(`${url}/api/v1/topology`) }
  check(stored <= 2000, `1,000 services in groups are painted in ${stored} ms (bar 2,000)`)
  check(
    size.grouped <= 300 && size['one open'] <= 300,
    `the payload is ${size.grouped} kB, ${size['one open']} kB with a group open (bar 300)`,
  )
  judgeUpdates('1,000 services in groups', updates)
  const firstPaintMs = { 'never laid out': Math.round(first), 'stored positions': stored, 'one group open': Math.round(opened) }
  return { services: 1000, gzipKb: whole, firstPaintMs, updates, frameMs }
}

function judgeUpdates(what: string, { ownMs, redrawMs, movedPx, count }: Updates): void {
  check(count > 0, `${what}: live updates came`)
  check(ownMs.median <= 50, `${what}: a live update costs ${ownMs.median} ms of our own code (bar 50)`)
  check(redrawMs.worst <= 300, `${what}: a redraw takes at most ${redrawMs.worst} ms (bar 300)`)
  check(movedPx === 0, `${what}: a live update moves nothing (${movedPx} px)`)
}

// What the demos say on their way is not the result.
const say = console.log
console.log = console.error
if (!existsSync('.next/standalone/server.js')) throw new Error('There is no build to measure: npm run build')
// Without a browser of the machine Playwright's own is taken.
const executablePath = process.env.TEST_CHROMIUM ?? findChromium()
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await watchPaints(page)
  const ours = {
    flat500: await withDemo(500, (url) => measureFlat(page, url)),
    grouped1000: await withDemo(1000, (url) => measureGrouped(page, url)),
  }
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const machine = { node: process.version, browser: browser.version(), cpu: cpus()[0]?.model ?? '', cores: cpus().length }
  const units =
    'ms; first paint is from navigation to the first drawn graph; own code is all script time, without drawing, from one live update to the next'
  const result = { name: 'dashboard', commit, ...machine, units, ours, peer: null, ratio: null, pairs: 0, checks }
  if (process.argv.includes('--json')) say(JSON.stringify(result, null, 2))
  else {
    say(JSON.stringify(ours, null, 2))
    for (const { ok, what } of checks) say(`${ok ? 'holds' : 'MISSED'}: ${what}`)
  }
  if (checks.some((each) => !each.ok)) process.exitCode = 1
} finally {
  await browser.close()
}
