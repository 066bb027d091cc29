import type { Fault } from '@/lib/mesh/fault'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import { compileRuntime, emptyLayer, hasCallers, isEmptyLayer, layerName, layerTtlMs } from './compile/compile-runtime'
import { encodeLayer } from './resource-encoder'
import { type Resource, type ResourceSet, toResourceSet } from './resource-set'

/**
 * The values that end by themselves: what was leased last, for as long as the store was seen alive within one time to live. A fault whose values ended that way
 * is never taken in again, however often it is offered, and none is held past its own end, whoever forgets to take it out.
 */
export class LeaseLayer {
  private readonly isStoreAlive: () => boolean
  private leased: readonly Fault[] = []
  /** Since when the proxies' time to live runs at the latest. */
  private renewedAt: Millis = 0
  private lost: ReadonlySet<string> = new Set()
  private hasUntoldLoss = false
  private layers = new Map<ServiceName, ResourceSet>()

  constructor(isStoreAlive: () => boolean) {
    this.isStoreAlive = isStoreAlive
  }

  replace(faults: readonly Fault[], now: Millis): void {
    this.loseIfLate(now)
    // An id that is offered no more has ended for good and need not be remembered.
    this.lost = new Set(faults.flatMap(({ id }) => (this.lost.has(id) ? [id] : [])))
    if (this.leased.length === 0) this.renewedAt = now
    this.hold(faults.filter((fault) => !this.lost.has(fault.id)))
  }

  /** The layer of this caller; while the store does not answer it is empty, so that a proxy that comes back is given nothing nobody vouches for. */
  layerFor(caller: ServiceName): ResourceSet {
    const isAlive = this.isStoreAlive()
    const key = isAlive ? (hasCallers(this.leased) ? `of ${caller}` : 'all') : 'none'
    const known = this.layers.get(key) ?? toSet(compileRuntime(isAlive ? this.leased : [], caller))
    this.layers.set(key, known)
    return known
  }

  /**
   * renew: send it again now; changed: it may hold less now; expired: nobody could renew it in time, so the proxies dropped it and it is not resumed; wait: none of
   * these.
   */
  tick(now: Millis): 'renew' | 'changed' | 'expired' | 'wait' {
    this.loseIfLate(now)
    if (this.hasUntoldLoss) {
      this.hasUntoldLoss = false
      return 'expired'
    }
    if (this.leased.length === 0) return 'wait'
    const running = this.leased.filter((fault) => now < fault.endsAt)
    const isShorter = running.length < this.leased.length
    if (isShorter) this.hold(running)
    if (running.length === 0 || !this.isStoreAlive()) return isShorter ? 'changed' : 'wait'
    this.renewedAt = now
    return 'renew'
  }

  private loseIfLate(now: Millis): void {
    if (this.leased.length === 0 || now - this.renewedAt < layerTtlMs) return
    this.lost = new Set([...this.lost, ...this.leased.map((fault) => fault.id)])
    this.hasUntoldLoss = true
    this.hold([])
  }

  private hold(faults: readonly Fault[]): void {
    this.leased = faults
    this.layers = new Map()
  }
}

const toSet = (layer: ReturnType<typeof compileRuntime>): ResourceSet => toResourceSet([encodeLayer(layer, !isEmptyLayer(layer))])

/** The answer to any other layer name. */
export const absentLayer = (name: string): Resource => encodeLayer(emptyLayer(name === '' ? layerName : name), false)
