import type { ProxyDrift } from '@/lib/proxies/proxy-reader'

/** Of the few lines of statistics that move when configuration or the admin layer does: all of them as one text, and whether a control plane holds its stream. */
export function parseReadouts(lines: string): Pick<ProxyDrift, 'readouts' | 'hasControlPlane'> {
  const kept = lines
    .split('\n')
    .filter((line) => /^[\w.|/@*-]+: /.test(line))
    .sort()
  const state = kept.find((line) => line.startsWith('control_plane.connected_state: '))
  return { readouts: kept.join('\n'), hasControlPlane: state === undefined ? null : state.endsWith(': 1') }
}
