import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/operations/ctx'
import { listProxies } from '@/lib/operations/proxies/list'
import { listServices } from '@/lib/operations/services/list'
import { getSummary } from '@/lib/operations/summary/get'
import { getTopology } from '@/lib/operations/topology/get'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { SyntheticFeed, windowMs } from './synthetic-feed'
import { syntheticMesh } from './synthetic-mesh'

const start = Date.UTC(2026, 0, 1, 12)
const clock = { at: start }
let context: TestContext
let ctx: Ctx
let feed: SyntheticFeed
const mesh = syntheticMesh(300)

beforeAll(async () => {
  context = await testContext({ now: () => clock.at, scrapeIntervalMs: windowMs })
  ctx = { ...context.web, actor: 'test' }
  feed = new SyntheticFeed(context.web.store, mesh, () => clock.at)
  await feed.declare(ctx)
  await feed.fillPast(0.1, () => undefined)
  clock.at += windowMs
  feed.feed()
  feed.beat()
  context.web.store.series.flush()
}, 60_000)
afterAll(() => context.close())

describe('the synthetic feed', () => {
  const topology = (from: number, to: number, open: string[] = []) =>
    getTopology(ctx, { from, to, view: 'service', depth: 1, group: { by: 'auto', open: new Set(open) }, edges: 'readable' })

  it('fills the store so that the topology shows all of it, marked as simulated', async () => {
    const graph = await topology(clock.at - 60_000, clock.at)
    expect(graph).toMatchObject({ simulated: true, grouping: { by: 'namespace', isAuto: true } })
    // What the routes mark every answer by.
    expect(context.web.store.observed.runtime()?.simulated).toBe(true)
    // The gateway and those who call it stand beside.
    expect(graph.grouping?.nodes).toBe(300 + 2)
    expect(graph.grouping?.edges).toBe(mesh.calls.length + 1)
    expect(graph.edges.some((edge) => (edge.requestsPerSecond ?? 0) > 100)).toBe(true)
  })
  it('has a past with the silent proxies still speaking in it', async () => {
    const silent = mesh.services.filter(({ isSilent }) => isSilent).length
    const past = await topology(start - 240_000, start - 180_000)
    expect(past.completeness.answering).toBe(past.completeness.proxies)
    const present = await topology(clock.at - 60_000, clock.at)
    expect(present.completeness.proxies - present.completeness.answering).toBeGreaterThanOrEqual(silent)
  })
  it('may be declared again, and leaves what is the same as it is', async () => {
    const before = await ctx.store.steer.mesh.get()
    await feed.declare(ctx)
    expect(await ctx.store.steer.mesh.get()).toEqual(before)
  })
  it('is counted by the summary as by the lists', async () => {
    const [summary, { services, simulated }, { proxies }] = await Promise.all([
      getSummary(ctx),
      listServices(ctx, { from: clock.at - 60_000, to: clock.at }),
      listProxies(ctx),
    ])
    expect(summary.simulated).toBe(simulated)
    expect(summary.services).toEqual({
      total: services.filter(({ kind }) => kind === 'service').length,
      failing: services.filter(({ health }) => health === 'failing').length,
      degraded: services.filter(({ health }) => health === 'degraded').length,
    })
    const silent = proxies.filter(({ reading }) => reading.missedRounds >= 3)
    expect(summary.proxies).toMatchObject({ total: proxies.length, answering: proxies.length - silent.length, troubled: silent.length })
    expect(summary.proxies.silent.map(({ id }) => id)).toEqual(silent.map(({ id }) => id))
    expect(summary.proxies.newestAnswerAt).toBe(clock.at)
    expect(summary.runtime.isAlive).toBe(true)
  })
})
