import { readBaseline } from '@/lib/canary/baseline'
import { nameSome } from '@/lib/canary/in-force'
import { presets } from '@/lib/canary/presets'
import { armsOfRun, beginRun, type SelfTest, takeSelfTestTick } from '@/lib/canary/self-test'
import type { Tick } from '@/lib/canary/tick'
import type { Desired, UnsplitRoute } from '@/lib/control-plane/control-plane'
import { isFaultActive } from '@/lib/mesh/fault'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import { isAnswering } from '@/lib/mesh/proxy-state'
import type { ProxyWindow } from '@/lib/mesh/window'
import { readHour } from '@/lib/operations/canaries/measure-baseline'
import type { Ctx } from '@/lib/operations/ctx'
import { unsplitRequests } from '@/lib/routing/unsplit-requests'
import { CanaryTicks } from './canary-ticks'
import type { Fleet } from './fleet'
import type { RuntimeContext } from './runtime-context'

/** What every run is judged by: the preset that one click starts. */
const parameters = presets.normal

/** unsaved: closed and not stored yet: a tick counts once, so one that could not be stored is offered again. */
type Running = { ticks: CanaryTicks; arms: string; unsaved: readonly Tick[] }
type LoopContext = Pick<RuntimeContext, 'store' | 'log' | 'now'> & {
  controlPlane: Pick<RuntimeContext['controlPlane'], 'consumers' | 'unsplitRoutes'>
}

/** Runs every A/A test: counts both arms as a canary's are counted, judges, and begins the next run. It sends proxies nothing. */
export class SelfTestLoop {
  private readonly running = new Map<string, Running>()
  private readonly ctx: LoopContext
  private readonly operations: Ctx
  private readonly fleet: Fleet
  private readonly desired: () => Desired | null

  constructor(ctx: LoopContext, operations: Ctx, fleet: Fleet, desired: () => Desired | null) {
    this.ctx = ctx
    this.operations = operations
    this.fleet = fleet
    this.desired = desired
  }

  onWindow(window: ProxyWindow): void {
    for (const { ticks } of this.running.values()) ticks.add(window)
  }

  async round(now: Millis): Promise<void> {
    const open = (await this.ctx.store.steer.selfTests.list()).filter(({ stopped }) => stopped === null)
    for (const id of this.running.keys()) if (!open.some((test) => test.id === id)) this.running.delete(id)
    const desired = this.desired()
    if (!desired) return
    for (const test of open) await this.step(test, desired, now)
  }

  private async step(test: SelfTest, desired: Desired, now: Millis): Promise<void> {
    const routes = this.ctx.controlPlane.unsplitRoutes?.(desired, test.service, this.fleet.identities()) ?? []
    const obstacle = findObstacle(test, desired, routes)
    if (obstacle !== null) {
      this.running.delete(test.id)
      return test.waiting === obstacle ? undefined : this.save(test, { ...test, waiting: obstacle })
    }
    const { service } = test
    const arms = armsOfRun(test)
    const known = this.running.get(test.id)
    if (!test.run || !known || known.arms !== JSON.stringify(arms)) {
      const begun = test.run
        ? test
        : beginRun(test, readBaseline(await readHour(this.operations, { service, ...arms }, parameters.tickSeconds)), now)
      const plan = { service, version: arms.canary, baseline: arms.baseline, parameters }
      const ticks = new CanaryTicks({ plan, baseline: begun.run?.baseline ?? { bounds: [] } }, this.operations.scrapeIntervalMs, now)
      this.running.set(test.id, { ticks, arms: JSON.stringify(arms), unsaved: [] })
      return begun === test ? undefined : this.save(test, begun)
    }
    const tick = this.closeTick(known, service, desired, now)
    if (tick) known.unsaved = [...known.unsaved, tick]
    if (known.unsaved.length > 0) await this.count(test, known, now)
  }

  private closeTick({ ticks }: Running, service: ServiceName, desired: Desired, now: Millis): Tick | null {
    const callers = this.ctx.controlPlane.consumers(desired, service, this.fleet.identities()).flatMap(({ id }) => this.fleet.get(id) ?? [])
    const idsOf = (list: typeof callers): string[] => list.map(({ identity }) => identity.id)
    const answering = idsOf(callers.filter(({ status }) => isAnswering(status)))
    return ticks.close({ now, answering, callers: idsOf(callers) }, null)
  }

  /** Ticks after the one that ends a run are of no run: the arms change with the next. */
  private async count(test: SelfTest, known: Running, now: Millis): Promise<void> {
    const next = known.unsaved.reduce((so, tick) => takeSelfTestTick(so, tick, parameters, now), test)
    if (JSON.stringify(next) !== JSON.stringify(test)) await this.save(test, next)
    known.unsaved = []
    if (!next.run) this.running.delete(test.id)
    if (next.falseAlarms > test.falseAlarms)
      this.ctx.log.warn(
        { selfTest: test.id, service: test.service, falseAlarms: next.falseAlarms, runs: next.runs },
        `a false alarm: ${next.lastAlarm?.sentence ?? ''}`,
      )
  }

  /** Only over what it was stepped from: a test that somebody stopped meanwhile stays stopped. */
  private save(before: SelfTest, next: SelfTest): Promise<void> {
    return this.ctx.store.steer.transaction(async (tx) => {
      const stored = await tx.selfTests.get(before.id)
      if (stored && stored.stopped === null) await tx.selfTests.put(next)
    })
  }
}

/** Why its arms are not alike now; null when they should be. */
function findObstacle({ service, arms }: SelfTest, desired: Desired, routes: readonly UnsplitRoute[]): string | null {
  const spec = desired.mesh.services.find(({ name }) => name === service)
  if (!spec) return `the mesh has no service ${service} any more`
  const names = arms.kind === 'versions' ? [arms.first, arms.second] : [arms.version]
  const gone = names.find((name) => !spec.versions.some((version) => version.name === name))
  if (gone !== undefined) return `${service} has no version ${gone} any more`
  if (arms.kind === 'instances') return null
  const canary = desired.canaries?.find((each) => each.service === service)
  if (canary) return `a canary of ${canary.version} judges this service: its versions are not called alike while it runs`
  const policy = desired.policies.find((stored) => stored.policy.service === service)?.policy
  const unsplit = unsplitRequests(policy, routes, { version: arms.second, baseline: arms.first })
  if (unsplit.length > 0)
    return `requests of ${nameSome(unsplit)} go to one of both versions alone and are counted too: they are not called alike`
  const fault = desired.faults.find((each) => each.service === service && each.version !== undefined && isFaultActive(each))
  return fault ? `fault ${fault.id} is on one version: they are not alike while it runs` : null
}
