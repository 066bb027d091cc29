import { layerTtlMs } from './compile/compile-runtime'
import { toProtoSeconds } from './compile/duration'
import type { CompiledResource, VirtualHost } from './compiled-resource'
import { messageSchema } from './message-schema'
import { hashOf, type Resource, type ResourceSet, toResourceSet } from './resource-set'
import { messageNames, toTypeUrl } from './resource-type'
import { bytesField, textField } from './wire'

/**
 * Encodes resources, each content once: what did not change since the last round comes from memory, by its text, so a changed weight costs the encoding of
 * one virtual host. `endRound` drops what neither this round nor the last one used.
 */
export type ResourceEncoder = {
  encode(resource: CompiledResource): Resource
  /** The set of these resources; equal content answers the very same set object. */
  encodeSet(resources: readonly CompiledResource[]): ResourceSet
  endRound(): void
}

export function createResourceEncoder(): ResourceEncoder {
  const schema = messageSchema()
  const hosts = createRoundCache<Buffer>()
  const resources = createRoundCache<Resource>()
  const sets = createRoundCache<ResourceSet>()

  // Virtual hosts are field 2 of a RouteConfiguration; the order of fields in a message is free, so they follow the rest.
  const encodeHost = (host: VirtualHost): Buffer => {
    const text = JSON.stringify(host)
    return hosts.get(text, () => bytesField(2, schema.encode('envoy.config.route.v3.VirtualHost', host)))
  }
  const encodeMessage = (resource: CompiledResource): Uint8Array => {
    const body = schema.encode(messageNames[resource.type], resource.json)
    return resource.virtualHosts ? Buffer.concat([body, ...resource.virtualHosts.map(encodeHost)]) : body
  }
  const encode = (resource: CompiledResource): Resource =>
    resources.get(`${resource.type} ${JSON.stringify([resource.name, resource.json, resource.virtualHosts])}`, () => {
      const message = encodeMessage(resource)
      const version = hashOf(resource.name, message)
      return { name: resource.name, version, entry: toEntry(messageNames[resource.type], message) }
    })
  return {
    encode,
    encodeSet(compiled) {
      const encoded = compiled.map(encode)
      const key = `${compiled[0]?.type ?? ''} ${encoded.map((resource) => resource.version).join(' ')}`
      return sets.get(key, () => toResourceSet(encoded))
    },
    endRound() {
      for (const cache of [hosts, resources, sets]) cache.endRound()
    },
  }
}

// `resources` is field 2 of a DiscoveryResponse and holds an Any: type_url 1, value 2.
const toEntry = (messageName: string, message: Uint8Array): Buffer =>
  bytesField(2, Buffer.concat([textField(1, toTypeUrl(messageName)), bytesField(2, message)]))

/**
 * A leased layer: inside a Resource message, which carries the TTL; without one where it holds no value. State of the world knows a TTL only in this form.
 * Source: envoy/service/discovery/v3/discovery.proto, message Resource.
 */
export function encodeLayer(layer: CompiledResource, isLeased: boolean): Resource {
  const schema = messageSchema()
  const version = hashOf(layer.name, JSON.stringify(layer.json))
  const wrapped = schema.encode('envoy.service.discovery.v3.Resource', {
    name: layer.name,
    version,
    resource: { '@type': toTypeUrl(messageNames.RTDS), ...layer.json },
    ttl: isLeased ? toProtoSeconds(layerTtlMs) : undefined,
  })
  return { name: layer.name, version, entry: toEntry('envoy.service.discovery.v3.Resource', wrapped) }
}

function createRoundCache<T>(): { get(key: string, make: () => T): T; endRound(): void } {
  let current = new Map<string, T>()
  let former = new Map<string, T>()
  return {
    get(key, make) {
      const known = current.get(key) ?? former.get(key)
      const value = known ?? make()
      current.set(key, value)
      return value
    },
    endRound() {
      former = current
      current = new Map()
    },
  }
}
