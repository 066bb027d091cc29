import type { Fault } from '@/lib/mesh/fault'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import { compileRuntime, emptyLayer, hasCallers, isEmptyLayer, layerName, layerTtlMs } from './compile/compile-runtime'
import { encodeLayer } from './resource-encoder'
import { type Resource, type ResourceSet, toResourceSet } from './resource-set'

/** The values that end by themselves: what was leased last, for as long as the store was seen alive within one time to live. */
export class LeaseLayer {
  private readonly isStoreAlive: () => boolean
  private leased: readonly Fault[] = []
  private aliveAt: Millis = 0
  private layers = new Map<ServiceName, ResourceSet>()

  constructor(isStoreAlive: () => boolean) {
    this.isStoreAlive = isStoreAlive
  }

  replace(faults: readonly Fault[], now: Millis): void {
    this.leased = faults
    this.aliveAt = now
    this.layers = new Map()
  }

  /** The layer of this caller; while the store does not answer it is empty, so that a proxy that comes back is given nothing nobody vouches for. */
  layerFor(caller: ServiceName): ResourceSet {
    const isAlive = this.isStoreAlive()
    const key = isAlive ? (hasCallers(this.leased) ? `of ${caller}` : 'all') : 'none'
    const known = this.layers.get(key) ?? toSet(compileRuntime(isAlive ? this.leased : [], caller))
    this.layers.set(key, known)
    return known
  }

  /** renew: send it again now; expired: nobody could renew it in time, so the proxies dropped it and it is not resumed; wait: neither. */
  tick(now: Millis): 'renew' | 'expired' | 'wait' {
    if (this.leased.length === 0) return 'wait'
    const isLate = now - this.aliveAt >= layerTtlMs
    if (this.isStoreAlive() && !isLate) {
      this.aliveAt = now
      return 'renew'
    }
    if (!isLate) return 'wait'
    this.replace([], now)
    return 'expired'
  }
}

const toSet = (layer: ReturnType<typeof compileRuntime>): ResourceSet => toResourceSet([encodeLayer(layer, !isEmptyLayer(layer))])

/** The answer to any other layer name. */
export const absentLayer = (name: string): Resource => encodeLayer(emptyLayer(name === '' ? layerName : name), false)
