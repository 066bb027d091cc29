import type { Desired } from '@/lib/control-plane/control-plane'
import { leasable, readDesired } from './desired-state'
import type { Fleet } from './fleet'
import type { RuntimeContext } from './runtime-context'

/** Level-triggered: whatever woke it, it reads the whole desired state and publishes that. Publishing the same twice sends nothing. */
export class Reconciler {
  private current: Desired | null = null
  private readonly ctx: RuntimeContext
  private readonly fleet: Fleet

  constructor(ctx: RuntimeContext, fleet: Fleet) {
    this.ctx = ctx
    this.fleet = fleet
  }

  /** What was published last; null before the first time. */
  desired(): Desired | null {
    return this.current
  }

  /** Cheap when nothing is new: commits that are only evidence raise no revision. */
  async reconcileIfRaised(): Promise<void> {
    if (!this.current || (await this.ctx.store.steer.revision()) !== this.current.revision) await this.reconcile()
  }

  async reconcile(): Promise<void> {
    const desired = await readDesired(this.ctx, this.fleet)
    this.ctx.controlPlane.publish(desired)
    this.ctx.controlPlane.lease(leasable(desired.faults, this.ctx.now()))
    this.current = desired
  }
}
