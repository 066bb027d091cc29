import type { CanaryCommand, CanaryPlan, CanaryState, Traffic } from '@/lib/canary/canary-state'
import type { CallerProxy, CanaryObservation, PersonRequest } from '@/lib/canary/observation'
import { stepCanary } from '@/lib/canary/step-canary'
import type { StratumCounts, Tick } from '@/lib/canary/tick'

/** Counts of one tick at a canary's share, 0..1. */
export type Draw = (from: number, to: number, share: number) => StratumCounts[]

export const plainPlan = (parameters: CanaryPlan['parameters'], more: Partial<CanaryPlan> = {}): CanaryPlan => ({
  id: 'canary-1',
  service: 'shop/reviews',
  version: 'v2',
  baseline: 'v1',
  parameters,
  actor: 'ann',
  reason: 'release 2.1',
  overrideLock: null,
  ...more,
})

/** A mesh of caller proxies that load at once what is commanded, driving the real controller tick by tick. Everything about it may be changed between ticks. */
export class SimulatedMesh {
  state: CanaryState
  now: number
  draw: Draw
  commands: CanaryCommand[] = []
  loaded: Traffic = { kind: 'weight', weightPercent: 0 }
  readAt = 0
  isLoading = true
  changes: Partial<CanaryObservation> = {}
  proxyChanges: Partial<CallerProxy>[] = [{}, {}]

  constructor(state: CanaryState, draw: Draw) {
    this.state = state
    this.draw = draw
    this.now = state.at
  }

  observe(more: Partial<CanaryObservation> = {}): CanaryObservation {
    const proxy = {
      answers: true,
      loaded: this.loaded,
      readAt: this.readAt,
      refusal: null,
      problem: null,
      canaryHealthy: 1,
      baselineHealthy: 2,
    }
    return {
      requests: [],
      proxies: this.proxyChanges.map((changes, index) => ({ proxyId: `frontend-${index + 1}`, ...proxy, ...changes })),
      ticks: [],
      renewedAt: this.now,
      policy: { revision: this.state.policyRevision, isOwn: false, words: '' },
      drift: null,
      lock: null,
      canaryExists: true,
      baselineExists: true,
      canaryInstances: ['reviews-v2-1'],
      ...this.changes,
      ...more,
    }
  }

  /** One step of the controller; its commands are obeyed, and what was loaded is read back at once. */
  step(more: Partial<CanaryObservation> = {}): readonly CanaryCommand[] {
    const { state, commands } = stepCanary(this.state, this.observe(more), this.now)
    this.state = state
    this.commands.push(...commands)
    for (const each of commands) if (each.kind === 'set_traffic' && this.isLoading) this.loaded = each.traffic
    if (this.isLoading) this.readAt = this.now
    return commands
  }

  ask(kind: PersonRequest['kind'], reason = 'because', step?: number): readonly CanaryCommand[] {
    const id = `request-${this.state.answered.length + 1}-${this.now}-${kind}`
    return this.step({ requests: [{ id, kind, actor: 'ann', reason, ...(step !== undefined && { step }) }] })
  }

  /** The next tick: traffic as loaded now, then a step that sees it, and one that sees what the first one changed. */
  tick(changes: Partial<Tick> = {}): void {
    const from = this.now
    this.now += this.state.plan.parameters.tickSeconds * 1000
    const share = this.loaded.kind === 'weight' ? this.loaded.weightPercent / 100 : 0
    const strata = this.draw(from, this.now, share)
    this.step({ ticks: [{ from, to: this.now, strata, dirty: null, isComplete: true, instances: ['reviews-v2-1'], ...changes }] })
    this.step()
  }

  /** Ticks until the predicate holds, at most `most`; how many it took, or null. */
  run(most: number, isDone: (state: CanaryState) => boolean = ({ phase }) => phase.name === 'ended'): number | null {
    for (let ticks = 0; ticks <= most; ticks++) {
      if (isDone(this.state)) return ticks
      this.tick()
    }
    return null
  }
}

/** The baseline's hour before a start, ending at `end`, from the same draws at share 0. */
export function drawHour(draw: Draw, tickSeconds: number, end: number, seconds = 3600): Tick[] {
  const ticks = Math.floor(seconds / tickSeconds)
  return Array.from({ length: ticks }, (_, index) => {
    const to = end - (ticks - 1 - index) * tickSeconds * 1000
    const from = to - tickSeconds * 1000
    return { from, to, strata: draw(from, to, 0), dirty: null, isComplete: true, instances: [] }
  })
}
