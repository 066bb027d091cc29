import { describe, expect, it } from 'vitest'
import type { Scene, SceneNode } from '../scene/scene-model'
import { toBlocks } from './blocks'

// Only what the blocks look at; the rest of a node is how it is drawn.
const node = (id: string): SceneNode => ({ id, service: id.split('@')[0] ?? id, width: 152, height: 44 }) as Partial<SceneNode> as SceneNode
const scene = (ids: readonly string[]): Scene => ({ nodes: ids.map(node), edges: [], regions: [], frames: [] })

describe('blocks', () => {
  it('keep the versions of a service side by side, older ones left, with v10 after v9', () => {
    const [block] = toBlocks(scene(['shop/reviews@v10', 'shop/reviews@v9', 'shop/reviews@v2']))
    const places = [...(block?.offsets ?? [])]
    expect(places.map(([id]) => id)).toEqual(['shop/reviews@v2', 'shop/reviews@v9', 'shop/reviews@v10'])
    expect(new Set(places.map(([, at]) => at.y)).size).toBe(1)
    const xs = places.map(([, at]) => at.x)
    expect(xs).toEqual([76, 76 + 166, 76 + 2 * 166])
  })
  it('are a node alone where it has no siblings, by its own id', () => {
    expect(toBlocks(scene(['shop/cart', 'edge/gateway'])).map((block) => [block.id, block.width])).toEqual([
      ['shop/cart', 152],
      ['edge/gateway', 152],
    ])
  })
  it('fold a service of many instances into rows of four, none upon another', () => {
    const ids = Array.from({ length: 9 }, (_, index) => `shop/web@v1/web-${index}`)
    const [block] = toBlocks(scene(ids))
    const places = [...(block?.offsets.values() ?? [])]
    expect(block?.width).toBe(4 * 166 - 14)
    expect(new Set(places.map((at) => `${at.x} ${at.y}`)).size).toBe(9)
    expect(new Set(places.map((at) => at.y)).size).toBe(3)
  })
})
