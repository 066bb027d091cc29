import { describe, expect, it } from 'vitest'
import { topologyResponseSchema } from '@/lib/api/topology'
import { toTopologyWire } from '@/lib/api/wire/topology'
import { syntheticInput } from '@/lib/testing/synthetic-topology'
import { buildTopology } from '@/lib/topology/build'
import { flowOf } from './flow'
import { pathThrough } from './mesh-walk'
import { groupHeight, groupWidth, smallHeight, smallWidth, toGroupedScene } from './scene-groups'

const plain = { edgeLabel: 'requests', overlay: 'health', planned: null } as const
const input = syntheticInput(200)
const draw = (by: 'namespace' | 'none' | 'team', open: string[] = []) => {
  const wire = topologyResponseSchema.parse(toTopologyWire(buildTopology({ ...input, group: { by, open: new Set(open) } })))
  return { wire, scene: toGroupedScene(wire, plain) }
}

describe('the scene of a grouped graph', () => {
  const { wire, scene } = draw('namespace')
  const [first, second] = wire.groups ?? []
  it('draws each closed group as one node with the health of its members in shares', () => {
    const groups = scene.nodes.filter(({ tally }) => tally)
    expect(groups.map(({ id }) => id).sort()).toEqual(wire.groups?.map(({ id }) => id).sort())
    for (const group of groups) {
      expect([group.width, group.height]).toEqual([groupWidth, groupHeight])
      expect(group.tally?.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
    }
    const bad = wire.groups?.find(({ members }) => members.failing > 0)
    const tally = groups.find(({ id }) => id === bad?.id)?.tally
    expect(tally?.trouble).toEqual({
      health: 'failing',
      text: `${(bad?.members.failing ?? 0) + (bad?.members.degraded ?? 0)} of ${bad?.members.total}`,
    })
    expect(flowOf(scene)).toBe('right')
  })
  it('draws the members of an open one small, in a frame that holds all of them', () => {
    const opened = draw('namespace', [first?.id ?? ''])
    const [frame] = opened.scene.frames
    expect(frame?.ids).toHaveLength(first?.members.total ?? 0)
    for (const id of frame?.ids ?? []) {
      const node = opened.scene.nodes.find((each) => each.id === id)
      expect([node?.width, node?.height, node?.isSmall]).toEqual([smallWidth, smallHeight, true])
    }
    expect(opened.scene.nodes.some(({ id }) => id === first?.id)).toBe(false)
    expect(opened.scene.nodes.some(({ id }) => id === second?.id)).toBe(true)
  })
  it('lights an open group with its members and their neighbours when a hand is on its head', () => {
    const { scene: opened } = draw('namespace', [first?.id ?? ''])
    const lit = pathThrough(opened, first?.id ?? '')
    const members = new Set(opened.frames[0]?.ids)
    expect([...members].every((id) => lit.has(id))).toBe(true)
    for (const edge of opened.edges) expect(lit.has(edge.id)).toBe(members.has(edge.source) || members.has(edge.target))
  })
  it('names the group of services without a team', () => {
    expect(draw('team').scene.nodes.find(({ id }) => id === 'team=')?.name).toBe('no team')
  })
  it('is what it always was where nothing is grouped', () => {
    const { scene: flat } = draw('none')
    expect(flat.frames).toEqual([])
    expect(flat.nodes.every(({ tally, isSmall }) => !tally && !isSmall)).toBe(true)
    expect(flowOf(flat)).toBe('down')
  })
})
