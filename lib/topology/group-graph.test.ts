import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Topology, TopologyEdge, TopologyNode } from '@/lib/mesh/topology'
import { quantilesOfSums } from '@/lib/metrics/quantiles-of-sums'
import { toMs, toProxy, toTotal } from '@/lib/testing/golden-topology'
import { syntheticInput } from '@/lib/testing/synthetic-topology'
import { buildTopology } from './build'
import { parseFind } from './find/parse-find'
import type { TopologyInput } from './topology-input'

const input = syntheticInput(200)
const flat = buildTopology(input)
const build = (
  by: 'auto' | 'namespace' | 'team' | 'version' | 'none',
  open: string[] = [],
  change: Partial<TopologyInput> = {},
): Topology => buildTopology({ ...input, ...change, group: { by, open: new Set(open) } })
const closed = build('namespace')
const ids = (closed.groups ?? []).map(({ id }) => id)
const sum = (values: readonly (number | null | undefined)[]): number => values.reduce<number>((all, value) => all + (value ?? 0), 0)
const inNamespace = (name: string) => (node: TopologyNode) => node.namespace === name && node.kind !== 'unknown'
/** Where an edge of the flat graph goes while these groups are open. */
const endOf = (id: string, open: readonly string[]): string => {
  const group = `namespace=${id.split('/')[0]}`
  return !ids.includes(group) || open.includes(group) ? id : group
}

describe('a grouped graph', () => {
  it('has one closed group for each namespace, and what is outside the mesh beside them', () => {
    expect(ids).toEqual(
      [...new Set(flat.nodes.filter((node) => node.kind === 'service').map((node) => `namespace=${node.namespace}`))].sort(),
    )
    expect(closed.nodes.map(({ id }) => id)).toEqual(['edge/gateway', 'unknown'])
    expect(closed.grouping).toEqual({ by: 'namespace', isAuto: false, nodes: flat.nodes.length, edges: flat.edges.length })
  })
  it('sums in each group what its members took in, each call once', () => {
    for (const group of closed.groups ?? []) {
      const members = flat.nodes.filter(inNamespace(group.name))
      expect(group.members.total).toBe(members.length)
      expect(group.inbound.requestsPerSecond).toBeCloseTo(sum(members.map((node) => node.inbound.requestsPerSecond)), 6)
      expect(group.inbound.connectionsPerSecond ?? 0).toBeCloseTo(sum(members.map((node) => node.inbound.connectionsPerSecond)), 6)
      const into = flat.edges.filter((edge) => edge.target.startsWith(`${group.name}/`))
      expect(group.inbound.requests).toBe(sum(into.map((edge) => edge.requests)))
      expect(group.proxies.total).toBe(sum(members.map((node) => node.proxies.total)))
      for (const health of ['healthy', 'degraded', 'failing', 'idle', 'unknown'] as const)
        expect(group.members[health]).toBe(members.filter((node) => node.health === health).length)
    }
  })
  it('has every edge once, whatever is open: in a drawn one, or inside a closed group', () => {
    fc.assert(
      fc.property(fc.subarray(ids), (open) => {
        const graph = build('namespace', open)
        const inside = sum((graph.groups ?? []).filter((group) => !group.isOpen).map((group) => group.edgesInside))
        expect(inside + sum(graph.edges.map((edge) => edge.merged ?? 1))).toBe(flat.edges.length)
        for (const edge of graph.edges) {
          const parts = partsOf(edge, open)
          expect(edge.merged ?? 1).toBe(parts.length)
          expect(edge.requests).toBe(sum(parts.map((part) => part.requests)))
          expect(edge.errors).toBe(sum(parts.map((part) => part.errors)))
          expectSum(edge.requestsPerSecond, parts, (part) => part.requestsPerSecond)
          expectSum(edge.connectionsPerSecond, parts, (part) => part.connectionsPerSecond)
          expectSum(edge.retriesPerSecond, parts, (part) => part.retriesPerSecond)
        }
        const drawn = new Set([
          ...graph.nodes.map(({ id }) => id),
          ...(graph.groups ?? []).flatMap(({ id, isOpen }) => (isOpen ? [] : [id])),
        ])
        expect(graph.edges.every((edge) => drawn.has(edge.source) && drawn.has(edge.target))).toBe(true)
      }),
      { numRuns: 25 },
    )
  })
  it('leaves all as it was inside an open group', () => {
    const all = build('namespace', ids)
    expect(all.edges).toEqual(flat.edges)
    expect(all.nodes.map((node) => ({ ...node, group: undefined }))).toEqual(flat.nodes.map((node) => ({ ...node, group: undefined })))
    expect(all.nodes.filter((node) => node.group).every((node) => node.group === `namespace=${node.namespace}`)).toBe(true)
  })
  it('takes ratios from summed counts and quantiles from merged buckets, never from other ratios and quantiles', () => {
    for (const edge of closed.edges) {
      const parts = partsOf(edge, []).filter((part) => part.errorRatio !== null)
      const requests = sum(parts.map((part) => part.requests))
      expect(edge.errorRatio).toBe(requests === 0 ? null : sum(parts.map((part) => part.errors)) / requests)
      if (edge.protocol === 'tcp') {
        expect(edge.latencyMs).toBeNull()
        continue
      }
      const known = new Set(partsOf(edge, []).flatMap((part) => (part.requestsPerSecond === null ? [] : [part.id])))
      const rows = input.totals.filter(({ key }) => known.has(`${key.source.service}>${key.target.service}:${key.protocol}`))
      const bounds = new Float64Array(2)
      if (quantilesOfSums(rows, [0.95], bounds)) expect(edge.latencyMs?.p95).toBeCloseTo(((bounds[0] ?? 0) + (bounds[1] ?? 0)) / 2, 9)
    }
  })
})

describe('what nobody knows', () => {
  const silent = build('namespace', [], {
    proxies: input.proxies.map((proxy) => ({ ...proxy, reading: { ...proxy.reading, missedRounds: 9 } })),
  })
  it('stays unknown in sums, and is no 0', () => {
    for (const edge of silent.edges) {
      expect(edge).toMatchObject({ requestsPerSecond: null, retriesPerSecond: null, errorRatio: null, latencyMs: null, health: 'unknown' })
      expect(edge.connectionsPerSecond).toBeUndefined()
    }
    for (const { inbound } of silent.groups ?? [])
      expect(inbound).toMatchObject({ requestsPerSecond: null, errorRatio: null, latencyMs: null })
  })
  it('is said beside sums that are without it', () => {
    const [first] = ids
    const name = first?.split('=')[1] ?? ''
    const partly = build('namespace', [], {
      proxies: input.proxies.map((proxy, index) =>
        proxy.service.startsWith(`${name}/`) && index % 2 === 0 ? { ...proxy, reading: { ...proxy.reading, missedRounds: 9 } } : proxy,
      ),
    })
    const out = partly.edges.filter((edge) => edge.source === first)
    expect(out.some((edge) => edge.healthReasons.some((reason) => /\d+ of \d+ edges unknown/.test(reason)))).toBe(true)
  })
  it('is the ratio of gRPC calls whose status nobody counts, as long as no other is known', () => {
    const mute = build('namespace', [], {
      totals: input.totals.map((total) => ({
        ...total,
        counts: { ...total.counts, grpcRequests: 0, grpcErrors: 0, ...(total.key.protocol === 'grpc' ? { errors: 0 } : {}) },
      })),
    })
    const grpc = mute.edges.filter((edge) => edge.protocol === 'grpc' && edge.requests > 0)
    expect(grpc.length).toBeGreaterThan(0)
    for (const edge of grpc) {
      expect(edge.errorRatio).toBeNull()
      expect(edge.errorRatioUnknown).toMatch(/^(\d+) of \d+ edges: no gRPC status/)
    }
  })
})

describe('an edge in which one fails', () => {
  const failing = { requests: 60, grpcRequests: 60, errors: 30 }
  const merge = (beside: Partial<ReturnType<typeof toTotal>>) => {
    const totals = [
      toTotal({ proxy: 'p', protocol: 'grpc', from: ['service', 'a/p', 'v1'], to: ['service', 'b/x', 'v1'], counts: failing }),
      {
        ...toTotal({
          proxy: 'q',
          protocol: 'grpc',
          from: ['service', 'a/q', 'v1'],
          to: ['service', 'b/y', 'v1'],
          counts: { requests: 10_000 },
        }),
        ...beside,
      },
    ]
    const proxies = ['p', 'q'].map((id) => toProxy({ id, service: `a/${id}`, version: 'v1' }))
    const mesh = { services: [], gateways: [] }
    const parts = { from: toMs - 60_000, to: toMs, now: toMs, scrapeIntervalMs: 5000, view: 'service', policies: [], faults: [] } as const
    const { edges } = buildTopology({ ...parts, totals, proxies, mesh, group: { by: 'namespace', open: new Set() } })
    return edges.find((edge) => edge.merged === 2)
  }
  it('is judged by the requests its ratio is of: calls whose errors nobody counts do not make it healthy', () => {
    expect(merge({})).toMatchObject({ errorRatio: 0.5, health: 'failing' })
  })
  it('is not made healthy by one that nobody reads any more', () => {
    expect(merge({ lastMs: toMs - 40_000 })).toMatchObject({ errorRatio: 0.5, health: 'failing' })
  })
})

describe('by what is grouped', () => {
  it('is chosen by the count: namespaces above 150 nodes, else nothing', () => {
    expect(build('auto').grouping).toMatchObject({ by: 'namespace', isAuto: true })
    const small = buildTopology({ ...syntheticInput(100), group: { by: 'auto', open: new Set() } })
    expect(small).toMatchObject({ groups: [], grouping: { by: 'none', isAuto: true } })
    expect(small.nodes.length).toBeGreaterThan(100)
  })
  it('may be the label team, with one group for all without', () => {
    const teams = build('team').groups ?? []
    expect(teams.map(({ id }) => id)).toContain('team=storefront')
    const without = input.mesh.services.filter(({ labels }) => !labels?.team).length
    expect(teams.find(({ id }) => id === 'team=')?.members.total).toBe(without)
    expect(sum(teams.map(({ members }) => members.total))).toBe(200)
  })
  it('never takes two pairs of groups for one, whatever characters a label has', () => {
    const teams = { a: 'a', b: 'b>team=c', c: 'a>team=b', d: 'c' }
    const services = Object.entries(teams).flatMap(([name, team]) =>
      [1, 2].map((part) => ({ name: `${name}/s${part}`, protocol: 'http' as const, hosts: [], versions: [], labels: { team } })),
    )
    const call = (from: string, to: string) =>
      toTotal({ proxy: from, from: ['service', `${from}/s1`, 'v1'], to: ['service', `${to}/s1`, 'v1'], counts: { requests: 60 } })
    const { edges } = buildTopology({
      ...{ from: toMs - 60_000, to: toMs, now: toMs, scrapeIntervalMs: 5000, view: 'service', policies: [], faults: [] },
      totals: [call('a', 'b'), call('c', 'd')],
      proxies: ['a', 'c'].map((id) => toProxy({ id, service: `${id}/s1`, version: 'v1' })),
      mesh: { services, gateways: [] },
      group: { by: 'team', open: new Set() },
    })
    expect(edges.map(({ id, merged }) => [id, merged])).toEqual([
      ['team=a%3Eteam=b>team=c:http', 1],
      ['team=a>team=b%3Eteam=c:http', 1],
    ])
  })
  it('may be one level up: versions by service, and only where there are several', () => {
    const { groups = [], nodes } = build('version', [], { view: 'version' })
    const two = input.mesh.services.filter(({ versions }) => versions.length > 1)
    expect(groups.map(({ id }) => id)).toEqual(two.map(({ name }) => `version=${name}`).sort())
    expect(nodes.filter(({ kind }) => kind === 'version')).toHaveLength(200 - two.length)
    expect(build('version').groups).toEqual([])
  })
  it('is nothing where nobody asked: the answer is what it always was', () => {
    for (const key of ['groups', 'grouping', 'foundNodes', 'weaker'] as const) expect(flat[key]).toBeUndefined()
  })
})

describe('beside find and hide', () => {
  const parse = (text: string) => {
    const parsed = parseFind(text)
    return parsed.ok ? parsed.expression : null
  }
  it('lists what was found in closed groups, worst first', () => {
    const name = ids[1]?.split('=')[1] ?? ''
    const graph = build('namespace', [ids[0] ?? ''], { filter: { find: parse('kind = service') } })
    const inOpen = graph.groups?.find(({ isOpen }) => isOpen)?.members.total ?? 0
    expect(graph.foundNodes).toMatchObject({ total: 200, inClosed: 200 - inOpen })
    expect(graph.foundNodes?.first).toHaveLength(50)
    expect(graph.foundNodes?.first[0]?.health).toBe('failing')
    const one = build('namespace', [], { filter: { find: parse(`ns = ${name}`) } }).foundNodes
    expect(one?.first.every(({ group }) => group === `namespace=${name}`)).toBe(true)
  })
  it('groups what is left', () => {
    const name = ids[0]?.split('=')[1] ?? ''
    expect(build('namespace', [], { filter: { hide: parse(`ns = ${name}`) } }).groups?.map(({ id }) => id)).toEqual(ids.slice(1))
  })
})

const bundlesOf = new Map<string, Map<string, TopologyEdge[]>>()

/** The edges of the flat graph that one is made of while these groups are open. */
function partsOf(edge: TopologyEdge, open: readonly string[]): TopologyEdge[] {
  const key = open.join()
  const bundles = bundlesOf.get(key) ?? new Map<string, TopologyEdge[]>()
  if (!bundlesOf.has(key))
    for (const part of flat.edges) {
      const id = `${endOf(part.source, open)}>${endOf(part.target, open)}:${part.protocol}`
      bundles.set(id, [...(bundles.get(id) ?? []), part])
    }
  bundlesOf.set(key, bundles)
  return bundles.get(edge.id) ?? []
}

function expectSum(
  got: number | null | undefined,
  parts: readonly TopologyEdge[],
  pick: (part: TopologyEdge) => number | null | undefined,
): void {
  const known = parts.map(pick).filter((value) => value !== null && value !== undefined)
  if (known.length === 0) expect(got ?? null).toBeNull()
  else expect(got).toBeCloseTo(sum(known), 6)
}
