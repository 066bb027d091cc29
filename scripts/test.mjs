import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { provideEnvoy } from '../demo/envoy.mjs'
import { build } from './build.mjs'
import { provideChromium } from './find-chromium.mjs'
import { runChild } from './run-child.mjs'
import { setup } from './setup.mjs'
import { readTally, recordTest } from './tally.mjs'

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const wanted = (part) => !values.only || values.only === part
const started = Date.now()
await setup()
mkdirSync('.cache', { recursive: true })
const folder = mkdtempSync(join('.cache', 'test-'))
const tally = join(folder, 'tally.jsonl')
process.env.TEST_TALLY = tally
process.env.NEXT_TELEMETRY_DISABLED = '1'
try {
  const envoy = provideEnvoy()
  if (!envoy.path) process.env.TEST_NO_ENVOY = envoy.reason
  if (wanted('check')) await check()
  if (wanted('unit')) await unit()
  if (wanted('e2e')) await journeys(envoy)
  report()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function check() {
  const code = await runChild(process.execPath, ['scripts/check.mjs'])
  recordTest({
    suite: 'check',
    name: 'format, lint, types, dependency rules',
    state: code === 0 ? 'passed' : 'failed',
    reason: 'see its words above',
  })
}

async function unit() {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=./scripts/vitest-reporter.mjs']
  const before = readTally(tally).failed.length
  const code = await runChild(process.execPath, args)
  if (code !== 0 && readTally(tally).failed.length === before)
    recordTest({ suite: 'vitest', name: '(the run itself)', state: 'failed', reason: `ended with ${code}` })
}

async function journeys(envoy) {
  await build()
  const chromium = await provideChromium()
  const reason = envoy.path ? (chromium.reason ?? null) : envoy.reason
  if (reason) {
    recordTest({ suite: 'e2e', name: 'journeys in a browser against real Envoys', state: 'skipped', reason })
    return
  }
  const env = { ...process.env, TEST_CHROMIUM: chromium.path }
  const before = readTally(tally).failed.length
  const code = await runChild(process.execPath, ['node_modules/@playwright/test/cli.js', 'test'], { env })
  if (code !== 0 && readTally(tally).failed.length === before)
    recordTest({ suite: 'e2e', name: '(the run itself)', state: 'failed', reason: `ended with ${code}` })
}

function report() {
  const { passed, failed, skipped } = readTally(tally)
  console.log(`\nTook ${((Date.now() - started) / 60_000).toFixed(1)} minutes.`)
  for (const test of skipped) console.log(`skipped: ${test.suite}: ${test.name}: ${test.reason}`)
  for (const test of failed) console.log(`failed: ${test.suite}: ${test.name}: ${String(test.reason ?? '').split('\n')[0]}`)
  console.log(`${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`)
  if (failed.length > 0 || passed.length === 0) process.exitCode = 1
}
