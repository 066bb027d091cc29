import { describe, expect, it } from 'vitest'
import { syntheticInput } from '@/lib/testing/synthetic-topology'
import { buildTopology } from './build'
import { readableEdges } from './drop-weaker'

const input = syntheticInput(1000)
const group = { by: 'namespace', open: new Set<string>() } as const
const all = buildTopology({ ...input, group })
const readable = buildTopology({ ...input, group, edges: 'readable' })
const isLoud = (health: string): boolean => health === 'failing' || health === 'degraded'

describe('the readable edges of a large graph', () => {
  it('are as many as can be told apart, and those left out are counted', () => {
    expect(all.edges.length).toBeGreaterThan(100)
    expect(readable.edges.length + (readable.weaker?.edges ?? 0)).toBe(all.edges.length)
    expect(readable.edges.length).toBeLessThanOrEqual(
      Math.max(readableEdges(30), all.edges.filter((edge) => isLoud(edge.health)).length + 30),
    )
  })
  it('are all that are not well, the strongest into each node, and then the strongest', () => {
    const kept = new Set(readable.edges.map(({ id }) => id))
    const strength = (id: string): number => {
      const edge = all.edges.find((each) => each.id === id)
      return edge?.requestsPerSecond ?? edge?.connectionsPerSecond ?? -1
    }
    const dropped = all.edges.filter(({ id }) => !kept.has(id))
    expect(dropped.some((edge) => isLoud(edge.health))).toBe(false)
    expect(dropped.some((edge) => edge.healthReasons.some((reason) => /edges (failing|degraded)/.test(reason)))).toBe(false)
    for (const target of new Set(all.edges.map((edge) => edge.target)))
      expect(readable.edges.some((edge) => edge.target === target)).toBe(true)
    const strongest = Math.max(...dropped.map(({ id }) => strength(id)))
    expect(readable.edges.filter(({ id }) => strength(id) >= strongest).length).toBeGreaterThan(30)
  })
  it('are all of them in a small graph', () => {
    const small = { ...syntheticInput(12), edges: 'readable' } as const
    expect(buildTopology(small).weaker).toEqual({ edges: 0 })
    expect(buildTopology(small).edges).toEqual(buildTopology(syntheticInput(12)).edges)
  })
})
