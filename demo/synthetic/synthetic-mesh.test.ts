import { describe, expect, it } from 'vitest'
import { checkMesh } from '@/lib/operations/mesh/check-mesh'
import { syntheticMesh, toIdentities, toMeshDocument } from './synthetic-mesh'
import { syntheticWindows } from './synthetic-windows'

const hour = 3_600_000
const noon = Date.UTC(2026, 0, 1, 12)
const mesh = syntheticMesh(1000)

describe('the synthetic mesh', () => {
  it('has as many services as asked for, in namespaces of 10 to 80', () => {
    for (const count of [10, 25, 85, 200, 512, 1000, 5000]) {
      const { services } = syntheticMesh(count)
      expect(new Set(services.map(({ name }) => name)).size).toBe(count)
      const sizes = new Map<string, number>()
      for (const { name } of services) sizes.set(name.split('/')[0] ?? '', (sizes.get(name.split('/')[0] ?? '') ?? 0) + 1)
      expect(Math.max(...sizes.values())).toBeLessThanOrEqual(80)
      expect(Math.min(...sizes.values())).toBeGreaterThanOrEqual(10)
    }
  })
  it('has about five calls a service, without circles, of all protocols', () => {
    const own = mesh.calls.filter(({ caller }) => caller >= 0)
    expect(own.length / 1000).toBeGreaterThan(4.3)
    expect(own.length / 1000).toBeLessThan(5.7)
    expect(mesh.calls.every(({ caller, callee }) => caller < callee)).toBe(true)
    expect(new Set(mesh.services.map(({ protocol }) => protocol)).size).toBe(3)
  })
  it('has some that fail, some that are slow, some that are never called and some that are silent, all of them few', () => {
    const share = (isIt: (service: (typeof mesh.services)[number]) => boolean) => mesh.services.filter(isIt).length / 1000
    for (const few of [
      share((each) => each.errorRatio >= 0.05),
      share((each) => each.latencyMs > 120),
      share((each) => each.requestsPerSecond === 0),
      share((each) => each.isSilent),
    ]) {
      expect(few).toBeGreaterThan(0)
      expect(few).toBeLessThan(0.06)
    }
  })
  it('is a mesh document that Outrider accepts', () => {
    expect(checkMesh(toMeshDocument(mesh))).toEqual([])
    expect(toIdentities(mesh).every(({ simulated }) => simulated)).toBe(true)
    expect(new Set(toIdentities(mesh).map(({ id }) => id)).size).toBe(toIdentities(mesh).length)
  })
  it('counts the same whenever it is asked, in whole numbers that agree with each other', () => {
    const windows = syntheticWindows(mesh, noon, noon + 60_000, true)
    expect(syntheticWindows(syntheticMesh(1000), noon, noon + 60_000, true)).toEqual(windows)
    const edges = windows.flatMap((window) => window.edges)
    expect(edges.length).toBeGreaterThan(4500)
    for (const { counts, latency, key } of edges) {
      expect(Object.values(counts).every((count) => Number.isInteger(count) && count >= 0)).toBe(true)
      expect(counts.ok + counts.errors).toBe(counts.requests)
      if (key.protocol !== 'tcp') expect(latency.reduce((sum, [, , count]) => sum + count, 0)).toBe(counts.requests)
    }
  })
  it('carries at its entrance what it is said to, and less at night', () => {
    const entering = (at: number) => {
      const [gateway] = syntheticWindows(mesh, at, at + 60_000, true)
      return gateway?.edges.filter(({ key }) => key.side === 'client').reduce((sum, { counts }) => sum + counts.requests, 0) ?? 0
    }
    expect(entering(noon) / 60).toBeGreaterThan(10_000)
    expect(entering(noon + 6 * hour)).toBeGreaterThan(1.5 * entering(noon + 18 * hour))
  })
  it('leaves out what silent proxies would have counted, where it is asked to', () => {
    const silent = new Set(
      mesh.services.filter(({ isSilent }) => isSilent).flatMap(({ versions }) => versions.map(({ proxyId }) => proxyId)),
    )
    const windows = syntheticWindows(mesh, noon, noon + 10_000, false)
    expect(windows.some(({ proxyId }) => silent.has(proxyId))).toBe(false)
    expect(syntheticWindows(mesh, noon, noon + 10_000, true)).toHaveLength(windows.length + silent.size)
  })
})
