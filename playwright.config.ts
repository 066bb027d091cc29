import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { defineConfig } from '@playwright/test'

// A browser of the machine first, then Playwright's own download (executablePath absent).
const browser = process.env.TEST_CHROMIUM ?? ['chromium', 'chromium-browser', 'google-chrome'].map(onPath).find((path) => path !== null)

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.e2e.ts',
  outputDir: 'test-results',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  globalSetup: './e2e/start-demo.ts',
  reporter: [['list'], ['./scripts/playwright-reporter.mjs']],
  use: {
    trace: 'off',
    video: 'off',
    screenshot: 'only-on-failure',
    viewport: { width: 1440, height: 900 },
    launchOptions: { args: process.getuid?.() === 0 ? ['--no-sandbox'] : [], ...(browser ? { executablePath: browser } : {}) },
  },
})

function onPath(name: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not in this folder.
    }
  }
  return null
}
