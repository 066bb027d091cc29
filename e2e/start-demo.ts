import { mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findFreePorts } from '@/demo/find-free-ports'
import { startDemo } from './demo-process'

/**
 * One demo for all journeys, on free ports and a data folder of its own. With E2E_DATA set, the demo that already runs on that folder is used, and left running.
 */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.E2E_DATA) return undefined
  const data = mkdtempSync(resolve('.cache', 'e2e-'))
  const { http = 0 } = await findFreePorts(['http'], {}, Math.random)
  const demo = await startDemo(['--port', String(http), '--data', data])
  process.env.E2E_DATA = data
  return async () => {
    await demo.stop()
    if (demo.exitCode() === 0) rmSync(data, { recursive: true, force: true })
    else console.error(`the demo ended with ${demo.exitCode()}; its logs are in ${join(data, 'logs')}`)
  }
}
