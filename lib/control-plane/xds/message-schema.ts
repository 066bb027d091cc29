import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFileRegistry, type FileRegistry, fromBinary, fromJson, type JsonValue, toBinary, toJson } from '@bufbuild/protobuf'
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'

/** Encodes and decodes Envoy's messages. Strict: an unknown key, enum name, `@type` or duration throws, with its path. */
export type MessageSchema = {
  encode(messageName: string, json: unknown): Uint8Array
  /** The same from JSON's text. */
  encodeText(messageName: string, text: string): Uint8Array
  decode(messageName: string, bytes: Uint8Array): unknown
}

// The server's bundle moves this file, so the path is taken from the project's root; both builds copy the folder there.
const descriptorPath = (): string => join(process.cwd(), 'lib/control-plane/xds/generated/envoy.binpb')

let loaded: MessageSchema | undefined

/** Loads the descriptor set once (about 100 ms). Throws when it was not built. */
export function messageSchema(path = descriptorPath()): MessageSchema {
  loaded ??= toSchema(load(path))
  return loaded
}

function load(path: string): FileRegistry {
  if (!existsSync(path)) throw new Error(`the xDS descriptor set is missing at ${path}: run \`npm run setup\` first`)
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(path)))
}

function toSchema(registry: FileRegistry): MessageSchema {
  const messageOf = (name: string) => {
    const message = registry.getMessage(name)
    if (!message) throw new Error(`no message ${name} in the descriptor set`)
    return message
  }
  const encodeText = (name: string, text: string): Uint8Array => {
    const message = messageOf(name)
    return toBinary(message, fromJson(message, asJsonValue(text), { registry }))
  }
  return {
    // fromJson refuses keys that are `undefined`, so they are taken out first.
    encode: (name, json) => encodeText(name, JSON.stringify(json)),
    encodeText,
    decode(name, bytes) {
      const message = messageOf(name)
      // Extensions this descriptor set does not know are dropped rather than refused: a newer Envoy may announce any.
      return toJson(message, fromBinary(message, bytes, { readUnknownFields: false }), { registry })
    },
  }
}

// JSON's text gives nothing else.
const asJsonValue = (text: string): JsonValue => JSON.parse(text) as JsonValue
