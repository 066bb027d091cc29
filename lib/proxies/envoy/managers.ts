import { asArray, asObject, asText, type JsonObject } from './json'

/** A connection manager: where its requests are counted, its filters, and its virtual hosts (empty where its routes are not known). */
export type Manager = { listener: string; counter: string; filters: JsonObject[]; routeConfig: JsonObject }

/**
 * All connection managers of the listener pages of `/config_dump` (static_listeners, dynamic_listeners), each with its routes: its own, or those of the route
 * pages (static_route_configs, dynamic_route_configs) by name.
 */
export function findManagers(listenerPages: readonly JsonObject[], routePages: readonly JsonObject[]): Manager[] {
  const routes = new Map<string, JsonObject>()
  for (const config of routePages.flatMap((page) => asArray(page.configs))) {
    const routeConfig = asObject(asObject(config).route_config)
    routes.set(asText(routeConfig.name), routeConfig)
  }
  return listenerPages
    .flatMap((page) => asArray(page.configs))
    .map((config) => asObject(asObject(config).listener ?? asObject(asObject(config).active_state).listener))
    .flatMap((listener) => {
      const chains = [
        ...asArray(listener.filter_chains),
        ...(listener.default_filter_chain === undefined ? [] : [listener.default_filter_chain]),
      ]
      return chains
        .flatMap((chain) => asArray(asObject(chain).filters))
        .flatMap((filter): Manager[] => {
          const manager = asObject(asObject(filter).typed_config)
          if (!asText(manager['@type']).endsWith('.HttpConnectionManager')) return []
          const name = asText(asObject(manager.rds).route_config_name)
          return [
            {
              listener: asText(listener.name),
              counter: asText(manager.stat_prefix),
              filters: asArray(manager.http_filters).map(asObject),
              routeConfig: manager.route_config === undefined ? (routes.get(name) ?? {}) : asObject(manager.route_config),
            },
          ]
        })
    })
}
