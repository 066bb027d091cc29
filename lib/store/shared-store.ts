import { now } from '@/lib/clock'
import type { Config } from '@/lib/config'
import { log } from '@/lib/log'
import { dropSingleton, singleton } from '@/lib/singleton'
import { openStore } from './open-store'
import type { Store } from './store'

const slot = 'store'

/** The store of this process, opened once for both halves where the runtime is embedded, for the web half alone where it is another process. */
export const sharedStore = (config: Config): Promise<Store> =>
  singleton(slot, async () => {
    try {
      const role = config.runtime === 'external' ? 'web' : 'both'
      return await openStore({ folder: config.database, role, retention: config.retention, now, log })
    } catch (error) {
      dropSingleton(slot)
      throw error
    }
  })
