import { describe, expect, it } from 'vitest'
import type { Scene, SceneNode } from '../scene/scene-model'
import { movedToStored, newInside, toArrangement, topLevel, withoutInside } from './arrangement'

// Only what an arrangement looks at; the rest of a node is how it is drawn.
const node = (id: string, width = 172, height = 62): SceneNode => ({ id, service: id, width, height }) as Partial<SceneNode> as SceneNode
// As above.
const edge = (source: string, target: string) => ({ id: `${source}>${target}`, source, target }) as Scene['edges'][number]
const members = ['pay/a', 'pay/b', 'pay/c']
const frame = {
  id: 'namespace=pay',
  title: 'pay',
  count: '3',
  signals: '',
  health: 'healthy',
  ids: members,
  closed: node('namespace=pay'),
} as const
const closed: Scene = {
  nodes: [node('namespace=pay'), node('namespace=web'), node('namespace=db'), node('bank')],
  edges: [],
  regions: [],
  frames: [],
}
const open: Scene = {
  nodes: [...members.map((id) => node(id, 116, 24)), node('namespace=web'), node('namespace=db'), node('bank')],
  edges: [edge('namespace=web', 'pay/a'), edge('pay/a', 'pay/b'), edge('pay/b', 'namespace=db'), edge('pay/c', 'namespace=db')],
  regions: [],
  frames: [{ ...frame, ids: [...members] }],
}
const stored = {
  'namespace=pay': { x: 200, y: 100 },
  'namespace=web': { x: 0, y: 0 },
  'namespace=db': { x: 200, y: 300 },
  bank: { x: 600, y: 100 },
}

describe('the arrangement of a grouped graph', () => {
  it('is laid out as if all groups were closed', () => {
    const top = topLevel(open)
    expect(top.nodes.map(({ id }) => id).sort()).toEqual(['bank', 'namespace=db', 'namespace=pay', 'namespace=web'])
    expect(top.edges.map(({ source, target }) => `${source}>${target}`)).toEqual([
      'namespace=web>namespace=pay',
      'namespace=pay>namespace=db',
    ])
  })
  it('opens a group at its corner, and moves aside only what is right of it or below', () => {
    const before = toArrangement(closed, stored)
    const after = toArrangement(open, stored)
    expect(before?.positions).toEqual(stored)
    expect(after?.boxes.get('namespace=pay')).toMatchObject({ x: 200 - 86, y: 100 - 31 })
    expect(after?.positions['namespace=web']).toEqual(stored['namespace=web'])
    expect(after?.positions['namespace=db']?.x).toBe(200)
    expect(after?.positions['namespace=db']?.y).toBeGreaterThan(300)
    expect(after?.positions.bank?.x).toBeGreaterThan(600)
    expect(after?.positions.bank?.y).toBe(100)
    const box = after?.boxes.get('namespace=pay')
    for (const id of members) {
      const at = after?.positions[id]
      expect(at && box && at.x > box.x && at.x < box.x + box.width && at.y > box.y && at.y < box.y + box.height).toBe(true)
    }
  })
  it('keeps members by their frame, so that a group takes its inside along', () => {
    const first = toArrangement(open, stored)
    const kept = { ...stored, ...(first && newInside(first, stored)) }
    const moved = toArrangement(open, { ...kept, 'namespace=pay': { x: 250, y: 130 } })
    for (const id of members)
      expect(moved?.positions[id]).toEqual({ x: (first?.positions[id]?.x ?? 0) + 50, y: (first?.positions[id]?.y ?? 0) + 30 })
    expect(withoutInside(open, kept)).toEqual(stored)
  })
  it('stores what a hand has moved so that it stands where it was put, and nothing else', () => {
    const first = toArrangement(open, stored)
    if (!first) throw new Error('not arranged')
    const [box, bank, member] = [first.boxes.get('namespace=pay'), first.positions.bank, first.positions['pay/b']]
    const put = {
      ...first.positions,
      bank: { x: (bank?.x ?? 0) + 40, y: (bank?.y ?? 0) - 200 },
      'pay/b': { x: (member?.x ?? 0) - 5, y: member?.y ?? 0 },
    }
    const changed = movedToStored(open, first, put)
    expect(Object.keys(changed).sort()).toEqual(['bank', '~pay/b'])
    const again = toArrangement(open, { ...stored, ...newInside(first, stored), ...changed })
    expect(again?.positions.bank).toEqual(put.bank)
    expect(again?.positions['pay/b']).toEqual(put['pay/b'])
    expect(again?.boxes.get('namespace=pay')).toMatchObject({ x: box?.x, y: box?.y })
  })
  it('is not known while the place of a group is not', () => {
    expect(toArrangement(open, { bank: { x: 0, y: 0 } })).toBeNull()
  })
})
