import type { LeasedWeights, LeaseLoss } from '@/lib/control-plane/control-plane'
import type { Fault } from '@/lib/mesh/fault'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import { compileRuntime, emptyLayer, hasCallers, isEmptyLayer, layerName, layerTtlMs } from './compile/compile-runtime'
import { encodeLayer } from './resource-encoder'
import { type Resource, type ResourceSet, toResourceSet } from './resource-set'

const longestSilenceMs = 60_000

/**
 * The values that end by themselves: what was leased last, for as long as the store was seen alive within one time to live. A fault or a canary whose values
 * ended that way is never taken in again, however often it is offered, and no fault is held past its own end, whoever forgets to take it out.
 */
export class LeaseLayer {
  private readonly isStoreAlive: () => boolean
  private faults: readonly Fault[] = []
  private weights: readonly LeasedWeights[] = []
  /** Since when the proxies' time to live runs at the latest. */
  private renewedAt: Millis = 0
  private lostFaults: ReadonlySet<string> = new Set()
  private lostCanaries: ReadonlySet<string> = new Set()
  private untold: LeaseLoss | null = null
  private offeredAt: Millis = 0
  private layers = new Map<ServiceName, ResourceSet>()

  constructor(isStoreAlive: () => boolean) {
    this.isStoreAlive = isStoreAlive
  }

  replace(faults: readonly Fault[], now: Millis): void {
    this.loseIfLate(now)
    // An id that is offered no more has ended for good and need not be remembered.
    this.lostFaults = new Set(faults.flatMap(({ id }) => (this.lostFaults.has(id) ? [id] : [])))
    if (this.isEmpty()) this.renewedAt = now
    this.hold(
      faults.filter((fault) => !this.lostFaults.has(fault.id)),
      this.weights,
    )
  }

  /** To be called again and again: what nobody has offered for a minute is dropped, as whoever judges it has stopped. */
  replaceWeights(weights: readonly LeasedWeights[], now: Millis): void {
    this.loseIfLate(now)
    this.offeredAt = now
    this.lostCanaries = new Set(weights.flatMap(({ canaryId }) => (this.lostCanaries.has(canaryId) ? [canaryId] : [])))
    if (this.isEmpty()) this.renewedAt = now
    this.hold(
      this.faults,
      weights.filter(({ canaryId }) => !this.lostCanaries.has(canaryId)),
    )
  }

  /** The layer of this caller; while the store does not answer it is empty, so that a proxy that comes back is given nothing nobody vouches for. */
  layerFor(caller: ServiceName): ResourceSet {
    const isAlive = this.isStoreAlive()
    const key = isAlive ? (hasCallers(this.faults) ? `of ${caller}` : 'all') : 'none'
    const known = this.layers.get(key) ?? toSet(isAlive ? compileRuntime(this.faults, caller, this.weights) : compileRuntime([], caller))
    this.layers.set(key, known)
    return known
  }

  /** What nobody renewed in time, so that the proxies dropped it and it is not resumed; told once. */
  takeLoss(): LeaseLoss | null {
    const loss = this.untold
    this.untold = null
    return loss
  }

  /** renew: send it again now; changed: it may hold less now; wait: neither. */
  tick(now: Millis): 'renew' | 'changed' | 'wait' {
    if (this.loseIfLate(now)) return 'changed'
    if (this.isEmpty()) return 'wait'
    const running = this.faults.filter((fault) => now < fault.endsAt)
    const weights = now - this.offeredAt < longestSilenceMs ? this.weights : []
    const isShorter = running.length < this.faults.length || weights.length < this.weights.length
    if (isShorter) this.hold(running, weights)
    if (this.isEmpty() || !this.isStoreAlive()) return isShorter ? 'changed' : 'wait'
    this.renewedAt = now
    return 'renew'
  }

  private loseIfLate(now: Millis): boolean {
    const unrenewedMs = now - this.renewedAt
    if (this.isEmpty() || unrenewedMs < layerTtlMs) return false
    const [faults, canaries] = [this.faults.map(({ id }) => id), this.weights.map(({ canaryId }) => canaryId)]
    this.lostFaults = new Set([...this.lostFaults, ...faults])
    this.lostCanaries = new Set([...this.lostCanaries, ...canaries])
    this.untold = { faults, canaries, unrenewedMs }
    this.hold([], [])
    return true
  }

  private isEmpty(): boolean {
    return this.faults.length === 0 && this.weights.length === 0
  }

  private hold(faults: readonly Fault[], weights: readonly LeasedWeights[]): void {
    this.faults = faults
    this.weights = weights
    this.layers = new Map()
  }
}

const toSet = (layer: ReturnType<typeof compileRuntime>): ResourceSet => toResourceSet([encodeLayer(layer, !isEmptyLayer(layer))])

/** The answer to any other layer name. */
export const absentLayer = (name: string): Resource => encodeLayer(emptyLayer(name === '' ? layerName : name), false)
