import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * A browser for the journeys: one of the machine, else Playwright's own download, else Debian's package where we may install it.
 * Answers `{ path }` or `{ path: null, reason }`. Call after set-up.
 */
export async function provideChromium() {
  const present = findChromium() ?? (await downloaded())
  if (present) return { path: present }
  const reasons = []
  console.log('Fetching a browser (playwright install chromium)…')
  const own = spawnSync(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium'], {
    encoding: 'utf8',
    timeout: 300_000,
  })
  const fetched = own.status === 0 ? await downloaded() : null
  if (fetched) return { path: fetched }
  reasons.push(`Playwright's download failed (${lastLine(own.stderr) || `ended with ${own.status}`})`)
  if (process.getuid?.() !== 0) reasons.push('not root, so no apt-get install')
  else {
    console.log('Fetching a browser (apt-get install chromium)…')
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'pipe', timeout: 300_000 })
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: 'pipe', timeout: 600_000 })
    } catch (error) {
      reasons.push(`apt-get failed (${lastLine(error.stderr) || error.message})`)
    }
    const installed = findChromium()
    if (installed) return { path: installed }
  }
  return { path: null, reason: `no Chromium: none on PATH; ${reasons.join('; ')}` }
}

/** A browser of the machine; null where none is on PATH. */
export function findChromium() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome'])
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      try {
        accessSync(join(folder, name), constants.X_OK)
        return join(folder, name)
      } catch {
        // Not in this folder.
      }
    }
  return null
}

async function downloaded() {
  const { chromium } = await import('@playwright/test')
  const path = chromium.executablePath()
  return path && existsSync(path) ? path : null
}

const lastLine = (text) =>
  String(text ?? '')
    .trim()
    .split('\n')
    .filter((line) => !/[╔║╚]/.test(line))
    .pop()
