import type { Endpoint } from '@/lib/mesh/mesh-document'
import { toEndpoint } from './clusters'
import { asArray, asObject, asText, type JsonObject } from './json'

/** Listeners with the ports they really have, from `/listeners?format=json`; one with further addresses appears once for each. */
export function parseListeners(page: JsonObject): { name: string; address: Endpoint }[] {
  return asArray(page.listener_statuses).flatMap((entry) => {
    const listener = asObject(entry)
    const addresses = [listener.local_address, ...asArray(listener.additional_local_addresses)].map(toEndpoint)
    return addresses.flatMap((address) => (address ? [{ name: asText(listener.name), address }] : []))
  })
}
