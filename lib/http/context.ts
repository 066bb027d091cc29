import { watchPeers } from '@/lib/peer-address'
import { dropSingleton, singleton } from '@/lib/singleton'
import { buildContext } from './build-context'
import type { WebContext } from './web-context'

const slot = 'web-context'

/** The web half's context, one per process. A start that failed is tried again by the next request. */
export const context = (): Promise<WebContext> =>
  singleton(slot, async () => {
    try {
      watchPeers()
      return await buildContext()
    } catch (error) {
      dropSingleton(slot)
      throw error
    }
  })

/** Serves the following requests with this context instead: for servers that open their own store, as tests do. */
export function provideContext(web: WebContext): void {
  dropSingleton(slot)
  watchPeers()
  singleton(slot, () => Promise.resolve(web))
}
