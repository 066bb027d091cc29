import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/find-chromium.mjs'

// A browser of the machine first, then Playwright's own download (executablePath absent).
const browser = process.env.TEST_CHROMIUM ?? findChromium()

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
