import type { Levers } from '@/lib/mesh/levers'
import { PageProblem } from '@/lib/proxies/page-client'
import type { AdminPage } from './admin-pages'
import { parseClusters } from './clusters'
import type { JsonObject } from './json'
import { parseLevers } from './levers'
import type { Call, TargetSession } from './target-session'

/** Listeners, routes, clusters and runtime of one proxy; a part that it does not have (404) is empty. */
export async function readLevers(session: TargetSession, call: Call): Promise<Levers> {
  const read = async (page: AdminPage): Promise<JsonObject> => {
    try {
      return (await session.readJson(page, call)).json
    } catch (error) {
      if (error instanceof PageProblem && error.status === 404) return {}
      throw error
    }
  }
  const listeners = [await read('staticListeners'), await read('listenerConfigs')]
  const routes = [await read('staticRoutes'), await read('routes')]
  const clusters = parseClusters(await read('clusters'))
  return parseLevers({ bootstrap: await read('layers'), runtime: await read('runtime'), listeners, routes, clusters })
}
