import { layerTtlMs } from './compile/compile-runtime'
import { toProtoSeconds } from './compile/duration'
import type { CompiledResource } from './compiled-resource'
import { messageSchema } from './message-schema'
import { hashOf, type Resource, type ResourceSet, toResourceSet } from './resource-set'
import { messageNames, toTypeUrl } from './resource-type'
import { bytesField, fieldHead, textField } from './wire'

/**
 * Encodes resources, each content once: what did not change comes from memory, by the object itself or by its text, so a changed weight costs the encoding of
 * one virtual host. `endRound` forgets texts that neither this round nor the last one encoded.
 */
export type ResourceEncoder = {
  encode(resource: CompiledResource): Resource
  /** The set of these resources; equal content answers the very same set object. */
  encodeSet(resources: readonly CompiledResource[]): ResourceSet
  endRound(): void
}

export function createResourceEncoder(): ResourceEncoder {
  const schema = messageSchema()
  const parts = createObjectCache<object, EncodedPart>()
  const heads = createTextCache<Uint8Array>()
  const resources = createObjectCache<CompiledResource, Resource>()
  const sets = createObjectCache<readonly CompiledResource[], ResourceSet>()
  let partCount = 0

  const encodePart = ({ field, message }: RepeatedField, part: object): EncodedPart =>
    parts.get(
      part,
      () => JSON.stringify(part),
      (text) => {
        partCount += 1
        const bytes = bytesField(field, schema.encodeText(message, text))
        return { id: partCount, hash: hashOf(bytes), bytes }
      },
    )
  const encode = (resource: CompiledResource): Resource => {
    const known = resources.known(resource)
    if (known) return known
    const { type, name, json, virtualHosts = [], filterChains = [] } = resource
    const fields = [
      ...virtualHosts.map((host) => encodePart(virtualHostField, host)),
      ...filterChains.map((chain) => encodePart(chainField, chain)),
    ]
    const text = JSON.stringify(json)
    return resources.get(
      resource,
      () => `${type} ${name} ${text} ${fields.map(({ id }) => id).join(' ')}`,
      () => {
        // The order of fields in a message is free, so the parts follow the rest.
        const head =
          fields.length > 0
            ? heads.get(`${type} ${text}`, () => schema.encodeText(messageNames[type], text))
            : schema.encodeText(messageNames[type], text)
        const version = hashOf(name, head, ...(fields.length > 0 ? [fields.map(({ hash }) => hash).join(' ')] : []))
        return { name, version, entry: toEntry(messageNames[type], [head, ...fields.map(({ bytes }) => bytes)]) }
      },
    )
  }
  const encodeAll = (compiled: readonly CompiledResource[]): ResourceSet => {
    const encoded = compiled.map(encode)
    const key = `${compiled[0]?.type ?? ''} ${encoded.map((resource) => resource.version).join(' ')}`
    return sets.get(
      compiled,
      () => key,
      () => toResourceSet(encoded),
    )
  }
  return {
    encode,
    encodeSet: (compiled) => sets.known(compiled) ?? encodeAll(compiled),
    endRound() {
      for (const cache of [parts, heads, resources, sets]) cache.endRound()
    },
  }
}

/** `id` stands for the content in this encoder, `hash` everywhere. */
type EncodedPart = { readonly id: number; readonly hash: string; readonly bytes: Buffer }

/** A repeated field of a resource's message. Source: envoy/config/route/v3/route.proto, envoy/config/listener/v3/listener.proto. */
type RepeatedField = { readonly field: number; readonly message: string }
const virtualHostField: RepeatedField = { field: 2, message: 'envoy.config.route.v3.VirtualHost' }
const chainField: RepeatedField = { field: 3, message: 'envoy.config.listener.v3.FilterChain' }

// `resources` is field 2 of a DiscoveryResponse and holds an Any: type_url 1, value 2. A large message in many parts is copied once.
function toEntry(messageName: string, message: readonly Uint8Array[]): Buffer {
  const size = message.reduce((sum, part) => sum + part.length, 0)
  const typeUrl = textField(1, toTypeUrl(messageName))
  const value = fieldHead(2, size)
  return Buffer.concat([fieldHead(2, typeUrl.length + value.length + size), typeUrl, value, ...message])
}

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
  return { name: layer.name, version, entry: toEntry('envoy.service.discovery.v3.Resource', [wrapped]) }
}

type ObjectCache<K extends object, T> = {
  known(object: K): T | undefined
  get(object: K, textOf: () => string, make: (text: string) => T): T
  endRound(): void
}

/** By the object itself, and where it is a new one by its text. */
function createObjectCache<K extends object, T>(): ObjectCache<K, T> {
  const byObject = new WeakMap<K, T>()
  const byText = createTextCache<T>()
  return {
    known: (object) => byObject.get(object),
    get(object, textOf, make) {
      const known = byObject.get(object)
      if (known !== undefined) return known
      const text = textOf()
      const value = byText.get(text, () => make(text))
      byObject.set(object, value)
      return value
    },
    endRound: byText.endRound,
  }
}

/** What this round and the last one asked for. */
function createTextCache<T>(): { get(text: string, make: () => T): T; endRound(): void } {
  let current = new Map<string, T>()
  let former = new Map<string, T>()
  return {
    get(text, make) {
      const value = current.get(text) ?? former.get(text) ?? make()
      current.set(text, value)
      return value
    },
    endRound() {
      former = current
      current = new Map()
    },
  }
}
