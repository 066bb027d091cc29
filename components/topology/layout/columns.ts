import type { Point } from '../scene/edge-geometry'
import type { Scene } from '../scene/scene-model'

type Link = { source: string; target: string }

const gap = { x: 74, y: 40 }
/** Width to height of what the graph is drawn on. */
const shape = 1.9
const sweeps = 8
/** So many more than make it as wide as a screen: it is a little smaller then, and fewer calls stay within a column. */
const spareColumns = 2

/**
 * A graph of some dozens of groups in columns from left to right: callers before callees, about as many columns as make it as wide as a screen. In a long chain some calls stay
 * within a column. Neighbours stand at about the same height. Circles are cut where they are met. Deterministic; O(sweeps × (nodes + edges)).
 */
export function columnLayout(scene: Pick<Scene, 'nodes' | 'edges'>): Record<string, Point> {
  const { nodes } = scene
  if (nodes.length === 0) return {}
  const width = Math.max(...nodes.map((node) => node.width)) + gap.x
  const height = Math.max(...nodes.map((node) => node.height)) + gap.y
  const links = [...scene.edges].filter(({ source, target }) => source !== target)
  const levels = toLevels(nodes.map(({ id }) => id).sort(), links)
  const wanted = Math.round(Math.sqrt((shape * nodes.length * height) / width))
  const columns = sortColumns(mergeLevels(levels, links, Math.max(2, wanted + spareColumns), Math.max(4, wanted + 2)), links)
  const positions: Record<string, Point> = {}
  const tallest = Math.max(...columns.map((column) => column.length))
  columns.forEach((column, x) => {
    column.forEach((id, y) => {
      positions[id] = { x: Math.round(x * width), y: Math.round((y + (tallest - column.length) / 2) * height) }
    })
  })
  return positions
}

/** Callers in levels before their callees; in a circle the one that is least called begins. */
function toLevels(ids: readonly string[], links: readonly Link[]): string[][] {
  const open = new Map(ids.map((id) => [id, 0]))
  const callees = new Map<string, string[]>()
  for (const { source, target } of links) {
    open.set(target, (open.get(target) ?? 0) + 1)
    callees.set(source, [...(callees.get(source) ?? []), target])
  }
  const levels: string[][] = []
  let row = ids.filter((id) => open.get(id) === 0)
  const waiting = new Set(ids)
  while (waiting.size > 0) {
    if (row.length === 0) row = [[...waiting].reduce((least, id) => ((open.get(id) ?? 0) < (open.get(least) ?? 0) ? id : least))]
    const next = new Set<string>()
    levels.push(row)
    for (const id of row) waiting.delete(id)
    for (const id of row)
      for (const callee of callees.get(id) ?? []) {
        open.set(callee, (open.get(callee) ?? 1) - 1)
        if (waiting.has(callee) && (open.get(callee) ?? 0) <= 0) next.add(callee)
      }
    row = [...next].sort()
  }
  return levels
}

/**
 * Levels as columns, split where one is too high, and joined with their neighbour where there are too many: those first that have the fewest calls between them,
 * as a call within a column has to go round what stands between.
 */
function mergeLevels(levels: readonly string[][], links: readonly Link[], most: number, highest: number): string[][] {
  const columns = levels.flatMap((level) => {
    const parts = Math.ceil(level.length / (2 * highest))
    const size = Math.ceil(level.length / parts)
    return Array.from({ length: parts }, (_, at) => level.slice(at * size, (at + 1) * size))
  })
  while (columns.length > most) {
    let best = 0
    let least = Number.POSITIVE_INFINITY
    for (let at = 0; at + 1 < columns.length; at++) {
      const cost = costOf(columns[at] ?? [], columns[at + 1] ?? [], links, highest)
      if (cost < least) [best, least] = [at, cost]
    }
    columns.splice(best, 2, [...(columns[best] ?? []), ...(columns[best + 1] ?? [])])
  }
  return columns
}

function costOf(one: readonly string[], other: readonly string[], links: readonly Link[], highest: number): number {
  const [left, right] = [new Set(one), new Set(other)]
  const between = links.filter(({ source, target }) => left.has(source) && right.has(target)).length
  return between + 3 * Math.max(0, one.length + other.length - highest)
}

/** Each column by the mean height of what its nodes call and are called by, to and fro. */
function sortColumns(columns: readonly string[][], links: readonly Link[]): string[][] {
  const near = new Map<string, string[]>()
  for (const { source, target } of links) {
    near.set(source, [...(near.get(source) ?? []), target])
    near.set(target, [...(near.get(target) ?? []), source])
  }
  const sorted = columns.map((column) => [...column])
  const at = new Map<string, number>()
  const note = (column: readonly string[]) =>
    column.forEach((id, index) => {
      at.set(id, index - (column.length - 1) / 2)
    })
  sorted.forEach(note)
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const column of sweep % 2 === 0 ? sorted : [...sorted].reverse()) {
      const wish = new Map(column.map((id) => [id, mean(near.get(id) ?? [], at) ?? at.get(id) ?? 0]))
      column.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0) || (a < b ? -1 : 1))
      note(column)
    }
  return sorted
}

function mean(ids: readonly string[], at: ReadonlyMap<string, number>): number | null {
  return ids.length === 0 ? null : ids.reduce((sum, id) => sum + (at.get(id) ?? 0), 0) / ids.length
}
