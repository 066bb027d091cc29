import type { LeaseLoss } from '@/lib/control-plane/control-plane'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { Ctx } from '@/lib/operations/ctx'
import { CanaryLoop } from './canary-loop'
import { DriftLoop } from './drift-loop'
import { FaultLoop } from './fault-loop'
import { keepReports } from './fault-reports'
import type { Fleet, FleetMember } from './fleet'
import { GateWatch } from './gate-watch'
import { type Loop, startLoop } from './loop'
import { PolicyFolder } from './policy-folder'
import { ProblemWatch } from './problem-watch'
import { Prover } from './prover'
import { PushCanary } from './push-canary'
import { RecentWindows } from './recent-windows'
import { Reconciler } from './reconciler'
import { RedButton } from './red-button'
import { RedButtonFile, type RedButtonFolder } from './red-button-file'
import { Registrar } from './registrar'
import type { RuntimeContext } from './runtime-context'
import { Scraper } from './scraper'
import { SelfTestLoop } from './self-test-loop'
import { SplitCounter } from './split-counter'
import { toTarget } from './targets'
import { type Webhook, WebhookLoop } from './webhook-loop'
import { WeightReturn } from './weight-return'
import { withDeclaredNames } from './with-declared-names'

/** When the store last answered without a problem: a store that hangs is as dead as one that refuses. */
export type StoreHealth = { answeredAt: Millis }
export type MainspringOptions = {
  scrapeIntervalMs: number
  allowAdmin: readonly string[]
  health: StoreHealth
  isStoreAlive(): boolean
  /** The watched folder that is the source of truth; null where the store is. */
  policyFolder: string | null
  problems: readonly string[]
  redButtonFolder: RedButtonFolder
  /** What the runtime's own changes of policy are made with. */
  operations: Ctx
  webhooks: readonly Webhook[]
}

/** Winds all loops of one runtime: who wakes whom is said here and nowhere else. */
export class Mainspring {
  private readonly abort = new AbortController()
  private readonly fleet: Fleet
  private readonly reconciler: Reconciler
  private readonly registrar: Registrar
  private readonly scraper: Scraper
  private readonly prover: Prover
  private readonly pushCanary: PushCanary
  private readonly drift: DriftLoop
  private readonly policyFolder: PolicyFolder | null
  private readonly faults: FaultLoop
  private readonly canaries: CanaryLoop
  private readonly selfTests: SelfTestLoop
  private readonly redButton: RedButton
  private readonly webhooks: WebhookLoop
  private readonly problems: ProblemWatch
  private readonly redButtonFile: RedButtonFile
  private readonly weightReturn: WeightReturn
  private readonly ctx: RuntimeContext
  private readonly options: MainspringOptions
  private readonly startedAt: number
  private loops: Loop[] = []
  private closers: (() => void)[] = []
  private nudgeSteering = (): void => {}
  private nudgeProof = (): void => {}
  private nudgeFaults = (): void => {}
  private nudgeCanaries = (): void => {}

  constructor(ctx: RuntimeContext, fleet: Fleet, options: MainspringOptions) {
    this.ctx = ctx
    this.fleet = fleet
    this.options = options
    this.startedAt = ctx.now()
    const targetOf = (member: FleetMember) => toTarget(member, options.allowAdmin, ctx.now())
    const split = new SplitCounter()
    const recent = new RecentWindows(options.scrapeIntervalMs)
    this.pushCanary = new PushCanary(ctx, options.operations, this.fleet, () => this.reconciler.reconcile())
    this.reconciler = new Reconciler(ctx, this.fleet, this.pushCanary)
    const desired = () => this.reconciler.desired()
    this.registrar = new Registrar(ctx, this.fleet, () => this.onMembership())
    const { isStoreAlive } = options
    const onRead = () => this.nudgeFaults()
    const readSoon = (id: string) => this.scraper.readSoon(id)
    const faultSources = { reconciler: this.reconciler, recent, targetOf, isStoreAlive, readSoon, onRead }
    this.faults = new FaultLoop(ctx, this.fleet, faultSources, ctx.store.observed.runtime()?.at ?? 0)
    const hookUrls = options.webhooks.map(({ url }) => url)
    const onCanaryNews = () => this.nudgeCanaries()
    const gates = new GateWatch(ctx, options.webhooks, this.abort.signal, onCanaryNews)
    const gateOf: GateWatch['of'] = (state) => gates.of(state)
    const ownerAt = (address: string) => this.scraper.ownerAt(address)
    const canarySources = { reconciler: this.reconciler, targetOf, isStoreAlive, hookUrls, gateOf, ownerAt, onRead: onCanaryNews }
    const lastAliveAt = ctx.store.observed.runtime()?.at ?? 0
    this.canaries = new CanaryLoop(ctx, options.operations, this.fleet, canarySources, lastAliveAt)
    this.selfTests = new SelfTestLoop(ctx, options.operations, this.fleet, desired)
    this.prover = new Prover(ctx, this.fleet, { desired, targetOf, split, passage: (...of) => this.pushCanary.passage(...of) })
    this.drift = new DriftLoop(ctx, this.fleet, {
      desired,
      targetOf,
      heldServices: () => this.pushCanary.heldServices(),
      heldKeys: (proxyId) => this.weightReturn.heldKeys(proxyId),
    })
    this.webhooks = new WebhookLoop(ctx, options.webhooks)
    this.problems = new ProblemWatch({ ...options.operations, actor: 'runtime' }, hookUrls, ctx.log)
    this.policyFolder = options.policyFolder === null ? null : new PolicyFolder(options.operations, options.policyFolder, ctx.log)
    this.weightReturn = new WeightReturn(ctx, this.fleet, { desired, targetOf })
    this.redButtonFile = new RedButtonFile(ctx, options.redButtonFolder, this.fleet, targetOf)
    this.redButton = new RedButton(ctx, this.fleet, targetOf, this.redButtonFile.stopped)
    this.scraper = new Scraper(ctx, this.fleet, options.scrapeIntervalMs, {
      desired,
      targetOf,
      onWindow: (window) => {
        split.add(window)
        this.faults.onWindow(window)
        this.canaries.onWindow(window)
        this.selfTests.onWindow(window)
      },
      onSweep: (proxyId, sweep) => this.canaries.onSweep(proxyId, withDeclaredNames(sweep, ctx.controlPlane.readBackOf?.(proxyId) ?? null)),
      injectedBy: (proxyId, counter) => ctx.controlPlane.readBackOf?.(proxyId)?.injectedBy(counter) ?? null,
      onFirstAnswer: (identity, target) =>
        this.unawaited(
          'a proxy of the configuration could not be identified',
          this.registrar.identify(identity, target, this.abort.signal),
        ),
    })
  }

  /** Everything that must be right before the first proxy gets an answer. */
  async prepare(statics: readonly ProxyIdentity[]): Promise<void> {
    const now = this.ctx.now()
    this.closers.push(
      this.ctx.controlPlane.subscribe((event) => {
        this.unawaited('an event could not be stored', this.registrar.onEvent(event))
        if (event.kind !== 'duplicate' && event.kind !== 'cleared') this.pushCanary.step()
        if (event.kind === 'sync') {
          this.canaries.onSync(event.proxyId)
          this.nudgeProof()
        }
        if (event.kind === 'lease_lost') this.onLeaseLost(event)
      }),
    )
    for (const identity of statics) this.fleet.put(identity, null)
    await this.registrar.restore(now)
    await this.redButtonFile.takeUp()
    await this.faults.expireAtStart(now)
    await this.canaries.expireAtStart(now)
    await this.policyFolder?.round()
    await this.pushCanary.restore()
    await this.reconciler.reconcile()
  }

  start(xdsAddress: string): void {
    const { ctx, abort } = this
    const every = (name: string, ms: number, body: () => Promise<void>): Loop => {
      const loop = startLoop(name, ms, ctx.log, body)
      this.loops.push(loop)
      return loop
    }
    const reconcile = every('reconcile', 1_000, async () => {
      await this.reconciler.reconcileIfRaised()
      this.pushCanary.step()
    })
    const faults = every('faults', 1_000, () => this.faults.round(ctx.now(), abort.signal))
    const canaries = every('canaries', 1_000, () => this.canaries.round(ctx.now(), abort.signal))
    const proof = every('proof', 2_000, () => this.prover.round(ctx.now(), abort.signal))
    const redButton = every('red button', 1_000, async () => {
      await this.redButtonFile.takeUp()
      const lock = await ctx.store.steer.faults.lock()
      await this.redButton.round(lock, abort.signal)
      this.redButtonFile.keepList()
    })
    const weightReturn = every('weight return', 1_000, async () =>
      this.weightReturn.round(await ctx.store.steer.faults.lock(), abort.signal),
    )
    every('weights taken back', 1_000, () => this.weightReturn.takeBack(abort.signal))
    if (this.options.webhooks.length > 0) {
      every('webhooks', 1_000, async () => void (await this.webhooks.begin(ctx.now(), abort.signal)))
      every('problems', 10_000, () => this.problems.round(ctx.now()))
    }
    every('scrape', 100, async () => this.scraper.tick(ctx.now()))
    every('membership', 1_000, () => this.registrar.sweep(ctx.now()))
    every('status', 500, async () => this.writeStatus())
    every('heartbeat', 1_000, () => this.heartbeat(xdsAddress))
    if (this.policyFolder) every('policy folder', 1_000, async () => this.policyFolder?.round())
    every('drift', 1_000, () => this.drift.round(ctx.now(), abort.signal))
    every('self-tests', 1_000, () => this.selfTests.round(ctx.now()))
    every('fault reports', 5_000, () => keepReports(ctx))
    every('retention', 5_000, async () => void ctx.store.series.maintain(ctx.now()))
    this.nudgeSteering = nudgeAll([reconcile, faults, canaries, redButton, weightReturn, proof])
    this.nudgeProof = nudgeAll([proof, faults, canaries])
    this.nudgeFaults = nudgeAll([faults])
    this.nudgeCanaries = nudgeAll([canaries])
    this.closers.push(ctx.store.steer.watch(() => this.nudgeSteering()))
  }

  async stop(): Promise<void> {
    this.abort.abort()
    this.scraper.stop()
    for (const close of this.closers) close()
    await Promise.all(this.loops.map((loop) => loop.stop()))
    this.writeStatus()
  }

  private unawaited(failure: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => this.ctx.log.error({ error: String(error) }, failure))
  }

  private onMembership(): void {
    this.scraper.forgetAddresses()
    this.unawaited('the new membership could not be published', this.reconciler.reconcile())
  }

  private onLeaseLost(loss: LeaseLoss): void {
    this.faults.onLeaseLost(loss)
    this.canaries.onLeaseLost(loss)
    this.nudgeFaults()
    this.nudgeCanaries()
  }

  private writeStatus(): void {
    for (const id of this.fleet.takeChanged()) {
      const member = this.fleet.get(id)
      if (member) this.ctx.store.observed.putStatus(id, withProblems(member, this.registrar.keptReason(id), this.ctx.now()))
    }
  }

  private async heartbeat(xdsAddress: string): Promise<void> {
    const problem = await this.ctx.store.health()
    if (problem === null) this.options.health.answeredAt = this.ctx.now()
    const kept = this.fleet.list().flatMap(({ identity }) => this.registrar.keptReason(identity.id) ?? [])
    const folderProblem = this.policyFolder?.problem() ?? null
    const problems = [...(problem ? [problem] : []), ...(folderProblem ? [folderProblem] : []), ...this.options.problems, ...new Set(kept)]
    const simulated = this.fleet.list().some(({ identity }) => identity.simulated)
    const { startedAt } = this
    this.ctx.store.observed.putRuntime({ at: this.ctx.now(), pid: process.pid, xdsAddress, startedAt, problems, simulated })
  }
}

const nudgeAll = (loops: readonly Loop[]) => (): void => {
  for (const loop of loops) loop.nudge()
}

/** The status as pages see it: what the streams said of a proxy (a second one with its id, a kept instance) stands beside what reading it said. */
function withProblems({ status, problems }: FleetMember, keptReason: string | null, now: number): FleetMember['status'] {
  const problem =
    problems[0] ?? status.reading.problem ?? (keptReason ? { kind: 'disconnected' as const, message: keptReason, at: now } : null)
  return { ...status, reading: { ...status.reading, problem } }
}
