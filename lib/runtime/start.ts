import { now } from '@/lib/clock'
import { loadConfig } from '@/lib/config'
import { log } from '@/lib/log'
import { watchPeers } from '@/lib/peer-address'
import { singleton } from '@/lib/singleton'
import { sharedStore } from '@/lib/store/shared-store'
import { endWith } from './end-with'
import { startRuntime } from './start-runtime'

/** The embedded door: the runtime inside the web process, unless the configuration says it is another process. Ends the process if it cannot start. */
export function start(): Promise<void> {
  return singleton('runtime', async () => {
    try {
      watchPeers()
      const config = loadConfig()
      const store = await sharedStore(config)
      const runtime = config.runtime === 'external' ? null : await startRuntime({ config, store, log, now, random: Math.random })
      endWith(async () => {
        await runtime?.stop()
        await store.close()
      })
    } catch (error) {
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'Outrider cannot start')
      process.stderr.write(`Outrider cannot start: ${error instanceof Error ? error.message : String(error)}\n`)
      process.exit(1)
    }
  })
}
