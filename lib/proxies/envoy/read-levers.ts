import type { Levers, RuntimeValue } from '@/lib/mesh/levers'
import { PageProblem } from '@/lib/proxies/page-client'
import type { ProxyDrift } from '@/lib/proxies/proxy-reader'
import type { AdminPage } from './admin-pages'
import { parseClusters } from './clusters'
import { findInjecting } from './find-injecting'
import type { JsonObject } from './json'
import { type LeverPages, parseLevers, parseRuntime } from './levers'
import type { Call, TargetSession } from './target-session'

/** Listeners, routes, clusters and runtime of one proxy. */
export async function readLevers(session: TargetSession, call: Call): Promise<Levers> {
  const pages = await readPages(session, call)
  return parseLevers({ ...pages, clusters: parseClusters((await session.readJson('clusters', call)).json) })
}

/** What its admin layer holds, and what its fault filters inject now, whoever made them. */
export async function readInjecting(session: TargetSession, call: Call): Promise<Pick<ProxyDrift, 'overrides' | 'injecting'>> {
  const pages = await readPages(session, call)
  const { values } = parseRuntime(pages.bootstrap, pages.runtime)
  return {
    overrides: toOverrides(values),
    injecting: findInjecting(parseLevers({ ...pages, clusters: [] }), values),
  }
}

/** What its admin layer holds. Which of its layers that is stands in a configuration dump, which is read again only where it has other layers than before. */
export async function readOverrides(session: TargetSession, call: Call): Promise<Map<string, string>> {
  const { json } = await session.readJson('runtime', call)
  const names = JSON.stringify(json.layers)
  if (session.layers?.names !== names) session.layers = { names, bootstrap: (await session.readJson('layers', call)).json }
  return toOverrides(parseRuntime(session.layers.bootstrap, json).values)
}

const toOverrides = (values: ReadonlyMap<string, RuntimeValue>): Map<string, string> =>
  new Map([...values].flatMap(([key, { admin }]): [string, string][] => (admin === '' ? [] : [[key, admin]])))

/** A part that it does not have (404) is empty. */
async function readPages(session: TargetSession, call: Call): Promise<Omit<LeverPages, 'clusters'>> {
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
  return { bootstrap: await read('layers'), runtime: await read('runtime'), listeners, routes }
}
