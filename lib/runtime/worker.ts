import { now } from '@/lib/clock'
import { loadConfig } from '@/lib/config'
import { log } from '@/lib/log'
import { openStore } from '@/lib/store/open-store'
import { endWith } from './end-with'
import { startRuntime } from './start-runtime'

try {
  const config = loadConfig()
  const store = await openStore({ folder: config.database, role: 'runtime', retention: config.retention, now, log })
  const runtime = await startRuntime({ config, store, log, now, random: Math.random })
  endWith(async () => {
    await runtime.stop()
    await store.close()
  })
} catch (error) {
  process.stderr.write(`Outrider's runtime cannot start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
