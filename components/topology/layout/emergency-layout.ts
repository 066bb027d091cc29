import type { Point } from '../scene/edge-geometry'
import type { Scene } from '../scene/scene-model'

/** Rows by distance from the callers, namespaces side by side. No crossing is avoided; it always ends. O(nodes + edges). */
export function emergencyLayout(scene: Scene): Record<string, Point> {
  const rank = new Map<string, number>()
  const called = new Set(scene.edges.map((edge) => edge.target))
  let row = scene.nodes.filter((node) => !called.has(node.id)).map((node) => node.id)
  if (row.length === 0) row = scene.nodes.slice(0, 1).map((node) => node.id)
  const callees = new Map<string, string[]>()
  for (const edge of scene.edges) callees.set(edge.source, [...(callees.get(edge.source) ?? []), edge.target])
  for (let depth = 0; row.length > 0; depth += 1) {
    const next: string[] = []
    for (const id of row) if (!rank.has(id)) rank.set(id, depth)
    for (const id of row) for (const callee of callees.get(id) ?? []) if (!rank.has(callee)) next.push(callee)
    row = [...new Set(next)]
  }
  const used = new Map<number, number>()
  const positions: Record<string, Point> = {}
  for (const node of [...scene.nodes].sort((a, b) => a.namespace.localeCompare(b.namespace) || a.id.localeCompare(b.id))) {
    const depth = rank.get(node.id) ?? 0
    const column = used.get(depth) ?? 0
    used.set(depth, column + 1)
    // A row of hundreds is folded, so that the picture keeps a readable shape.
    const fold = Math.floor(column / 24)
    positions[node.id] = { x: (column % 24) * 180, y: depth * 150 + fold * 70 }
  }
  return positions
}
