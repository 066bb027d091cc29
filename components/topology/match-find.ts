import type { TopologyNodeWire } from '@/lib/api/topology'

const healths = ['healthy', 'degraded', 'failing', 'idle', 'unknown']

/**
 * The nodes that every word of `find` fits: a part of the id, a health word, or `health=…` and `health!=…`. Case is ignored; no word fits nothing.
 * O(nodes × words).
 */
export function matchFind(nodes: readonly TopologyNodeWire[], find: string): Set<string> {
  const words = find
    .toLowerCase()
    .replace(/\s*(!?=)\s*/g, '$1')
    .split(/\s+/)
    .filter(Boolean)
  if (words.length === 0) return new Set()
  return new Set(nodes.filter((node) => words.every((word) => fits(node, word))).map((node) => node.id))
}

function fits(node: TopologyNodeWire, word: string): boolean {
  const health = /^health(!?=)(.+)$/.exec(word)
  if (health) return (node.health === health[2]) === (health[1] === '=')
  if (healths.includes(word)) return node.health === word
  return node.id.toLowerCase().includes(word)
}
