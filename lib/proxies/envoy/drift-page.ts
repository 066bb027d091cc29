import type { ProxyDrift } from '@/lib/proxies/proxy-reader'
import { asArray, asObject, asText, type JsonObject } from './json'

/** Of `/runtime`: what the layer called `admin` holds. An empty value of a layer means that it has none. */
export function parseOverrides(runtime: JsonObject): Map<string, string> {
  const index = asArray(runtime.layers).indexOf('admin')
  if (index < 0) return new Map()
  return new Map(
    Object.entries(asObject(runtime.entries)).flatMap(([key, entry]): [string, string][] => {
      const value = asText(asArray(asObject(entry).layer_values)[index])
      return value === '' ? [] : [[key, value]]
    }),
  )
}

/** Of the few lines of statistics that move when configuration or the admin layer does: all of them as one text, and whether a control plane holds its stream. */
export function parseReadouts(lines: string): Pick<ProxyDrift, 'readouts' | 'hasControlPlane'> {
  const kept = lines
    .split('\n')
    .filter((line) => /^[\w.|/@*-]+: /.test(line))
    .sort()
  const state = kept.find((line) => line.startsWith('control_plane.connected_state: '))
  return { readouts: kept.join('\n'), hasControlPlane: state === undefined ? null : state.endsWith(': 1') }
}
