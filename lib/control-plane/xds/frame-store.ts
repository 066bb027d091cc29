import type { Resource, ResourceSet } from './resource-set'
import { messageNames, type ResourceType, toTypeUrl } from './resource-type'
import { bytesField, textField } from './wire'

/** A whole encoded DiscoveryResponse. A nonce needs to be unique only within a stream, so one frame serves every stream that gets the same content. */
export type Frame = { readonly nonce: string; readonly bytes: Buffer }

/** Encodes each distinct answer once per round and hands the same bytes to all; `endRound` forgets them, so no stream ever sees a nonce twice. */
export type FrameStore = {
  /** The whole set. `lastNonce`: what the stream got last, which it must not get again. Sets that belong to one proxy alone are not kept. */
  whole(type: ResourceType, set: ResourceSet, version: string, lastNonce: string): Frame
  some(type: ResourceType, resources: readonly Resource[], version: string, lastNonce: string): Frame
  endRound(): void
}

export function createFrameStore(): FrameStore {
  let frames = new Map<string, Frame>()
  let count = 0
  const make = (type: ResourceType, entries: readonly Buffer[], version: string): Frame => {
    count += 1
    const nonce = count.toString(36)
    const tail = Buffer.concat([textField(4, toTypeUrl(messageNames[type])), textField(5, nonce), controlPlane])
    return { nonce, bytes: Buffer.concat([textField(1, version), ...entries, tail]) }
  }
  const remembered = (key: string, lastNonce: string, build: () => Frame): Frame => {
    const known = frames.get(key)
    if (known && known.nonce !== lastNonce) return known
    const frame = build()
    frames.set(key, frame)
    return frame
  }
  return {
    whole: (type, set, version, lastNonce) =>
      set.entries.length > 1
        ? make(type, set.entries, version)
        : remembered(`${type} ${version}`, lastNonce, () => make(type, set.entries, version)),
    some: (type, resources, version, lastNonce) =>
      remembered(`${type} ${version} ${resources.map((resource) => resource.version).join(' ')}`, lastNonce, () =>
        make(
          type,
          resources.map((resource) => resource.entry),
          version,
        ),
      ),
    endRound() {
      frames = new Map()
    },
  }
}

// ControlPlane { identifier 1 }, field 6.
const controlPlane = bytesField(6, textField(1, 'outrider'))
