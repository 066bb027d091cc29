import { now } from '@/lib/clock'
import { isProduction, loadConfig } from '@/lib/config'
import { toStaticProxies } from '@/lib/config/static-proxies'
import { driver } from '@/lib/control-plane/driver'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { sharedStore } from '@/lib/store/shared-store'
import type { WebContext } from './web-context'

/** Configuration, store and driver of this process, as a request needs them. */
export async function buildContext(): Promise<WebContext> {
  const config = loadConfig()
  return {
    store: await sharedStore(config),
    driver,
    policyFolder: config.policies,
    hookOrigins: config.webhooks.map(({ url }) => new URL(url).origin),
    staticProxies: toStaticProxies(config.targets),
    scrapeIntervalMs: config.scrape.intervalMs,
    now,
    newId: () => newId(now(), Math.random),
    access: { listenHost: config.listen.http.host, allowedHosts: config.listen.hosts, token: config.token },
    log,
    checkAnswers: !isProduction(),
  }
}
