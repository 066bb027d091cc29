import type { Scene } from './scene-model'

/** Which way calls are read: a graph that is mostly groups from left to right, as screens are wider than high; services from the callers down. */
export function flowOf({ nodes, frames }: Pick<Scene, 'nodes' | 'frames'>): 'right' | 'down' {
  const groups = frames.length + nodes.filter(({ tally }) => tally !== undefined).length
  const inside = frames.reduce((sum, { ids }) => sum + ids.length, 0)
  return groups > 0 && groups >= (nodes.length - inside + frames.length) / 2 ? 'right' : 'down'
}
