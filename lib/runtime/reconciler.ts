import type { ControlPlane, Desired } from '@/lib/control-plane/control-plane'
import type { CanaryOverlay } from '@/lib/mesh/canary'
import type { Millis } from '@/lib/mesh/names'
import { type DesiredSource, leasable, readDesired, toLeasedWeights } from './desired-state'
import type { Fleet } from './fleet'

type ReconcilerContext = { store: DesiredSource; controlPlane: Pick<ControlPlane, 'publish' | 'lease' | 'leaseWeights'>; now(): Millis }

/** What of the desired state may go to every proxy; `step` starts what it must try before. */
export type Gate = { hold(desired: Desired): Desired; step(): void }
const noGate: Gate = { hold: (desired) => desired, step: () => {} }

/** Level-triggered: whatever woke it, it reads the whole desired state and publishes that. Publishing the same twice sends nothing. */
export class Reconciler {
  private current: Desired | null = null
  private running: Promise<void> | null = null
  private queued: Promise<void> | null = null
  /** What canaries have moved went out with this revision already. */
  private aheadRevision = 0
  private readonly ctx: ReconcilerContext
  private readonly fleet: Fleet
  private readonly gate: Gate

  constructor(ctx: ReconcilerContext, fleet: Fleet, gate: Gate = noGate) {
    this.ctx = ctx
    this.fleet = fleet
    this.gate = gate
  }

  /** What was read last, whether the gate holds a part of it or not; null before the first time. */
  desired(): Desired | null {
    return this.current
  }

  /** What a canary has just stored goes out before everything is read and compiled anew: the weight alone, by its lease. revision: with which it was stored. */
  moveAhead(overlay: CanaryOverlay, revision: number): void {
    if (!this.current || revision <= this.current.revision) return
    this.aheadRevision = Math.max(this.aheadRevision, revision)
    const others = this.current.canaries?.filter(({ id }) => id !== overlay.id) ?? []
    this.current = { ...this.current, canaries: [...others, overlay] }
    this.ctx.controlPlane.leaseWeights(toLeasedWeights(this.current))
  }

  /** Cheap when nothing is new: commits that are only evidence raise no revision. */
  async reconcileIfRaised(): Promise<void> {
    if (!this.current || (await this.ctx.store.steer.revision()) !== this.current.revision) await this.reconcile()
  }

  /** One at a time, so that an older read never publishes last. All calls during a run share the one run after it, which sees what they were called for. */
  reconcile(): Promise<void> {
    if (this.queued) return this.queued
    if (!this.running) return this.run()
    const next = this.running
      .catch(() => {})
      .then(() => {
        this.queued = null
        return this.run()
      })
    this.queued = next
    return next
  }

  private run(): Promise<void> {
    const work = this.publish().finally(() => {
      if (this.running === work) this.running = null
    })
    this.running = work
    return work
  }

  private async publish(isAgain = false): Promise<void> {
    const desired = await readDesired(this.ctx, this.fleet)
    // Read before what has been moved ahead was stored: it would take that back.
    if (desired.revision < this.aheadRevision && !isAgain) return this.publish(true)
    this.ctx.controlPlane.publish(this.gate.hold(desired))
    this.ctx.controlPlane.lease(leasable(desired.faults, this.ctx.now()))
    this.ctx.controlPlane.leaseWeights(toLeasedWeights(desired))
    this.current = desired
    this.gate.step()
  }
}
