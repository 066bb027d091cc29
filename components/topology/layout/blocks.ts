import { type Scene, type SceneNode, stripHeight } from '../scene/scene-model'

/** Nodes of one service that stand together: its versions or instances, in rows. Offsets are of a node's middle from the block's top left corner. */
export type Block = { id: string; width: number; height: number; offsets: ReadonlyMap<string, { x: number; y: number }> }

const gap = { x: 14, y: 30 }
const mostColumns = 4
/** Room for a strip above every node, also where there is none: so bodies of one layer stand in one line. */
const above = stripHeight + 1

/**
 * The nodes gathered by service, older versions left of newer ones, at most four in a row. What is laid out are the blocks: so the versions of a
 * service stand side by side, also those that nobody calls. A node without siblings is a block of its own, by its own id. O(nodes × log nodes).
 */
export function toBlocks(scene: Scene): Block[] {
  const byService = new Map<string, SceneNode[]>()
  for (const node of scene.nodes) byService.set(node.service, [...(byService.get(node.service) ?? []), node])
  return [...byService].map(([service, members]) => {
    members.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
    return toBlock(members.length === 1 && members[0] ? members[0].id : `block ${service}`, members)
  })
}

function toBlock(id: string, members: readonly SceneNode[]): Block {
  const columns = Math.min(mostColumns, members.length)
  const width = Math.max(...members.map((node) => node.width))
  const height = Math.max(...members.map((node) => node.height))
  const offsets = new Map<string, { x: number; y: number }>()
  members.forEach((node, index) => {
    const row = Math.floor(index / columns)
    const inRow = Math.min(columns, members.length - row * columns)
    const left = ((columns - inRow) * (width + gap.x)) / 2
    const x = left + (index % columns) * (width + gap.x) + width / 2
    offsets.set(node.id, { x, y: above + row * (height + gap.y) + height / 2 })
  })
  const rows = Math.ceil(members.length / columns)
  return { id, width: columns * (width + gap.x) - gap.x, height: above + rows * (height + gap.y) - gap.y, offsets }
}
