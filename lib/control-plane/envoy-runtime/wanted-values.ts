import type { Desired } from '@/lib/control-plane/control-plane'
import type { Fault } from '@/lib/mesh/fault'
import { overlayPolicy } from '@/lib/routing/canary-weights'
import { findFaultWay } from './find-fault-way'
import { findWeightWay } from './find-weight-way'
import type { Place } from './place'
import type { Noted, Trouble, WantedValue } from './value-notes'

export const faultOwner = (id: string): string => `fault:${id}`
export const weightsOwner = (service: string): string => `weights:${service}`

/**
 * All values that this proxy should hold, by key. Of policies only edited ones count: what a proxy split by when Outrider first saw it is changed by nobody but
 * a person, or a canary that a person started. A fault that nobody meant to stay when Outrider dies is not set. Where two faults share a limit of held requests, the smaller one holds.
 */
export function findWantedValues(
  place: Place,
  desired: Pick<Desired, 'mesh' | 'policies' | 'canaries'>,
  faults: readonly Fault[],
): Map<string, WantedValue> {
  const wanted = new Map<string, WantedValue>()
  for (const { policy, revision } of desired.policies) {
    const overlay = desired.canaries?.find(({ service }) => service === policy.service)
    const way = overlay || revision > 1 ? findWeightWay(place, overlay ? overlayPolicy(policy, overlay) : policy) : null
    if (way?.ok) for (const [key, value] of way.values) wanted.set(key, { value, owner: weightsOwner(policy.service) })
  }
  for (const fault of faults) {
    if (!fault.withoutLease || (fault.caller !== undefined && fault.caller !== place.identity.service)) continue
    const protocol = desired.mesh.services.find(({ name }) => name === fault.service)?.protocol ?? 'http'
    const way = findFaultWay(place, fault, protocol)
    if (!way?.ok) continue
    for (const [key, value] of way.values) {
      const other = wanted.get(key)
      if (!other || Number(value) < Number(other.value)) wanted.set(key, { value, owner: faultOwner(fault.id) })
    }
  }
  return wanted
}

/** The same with why something of it cannot be. */
export function findWanted(...asked: [...Parameters<typeof findWantedValues>, Noted]): {
  values: Map<string, WantedValue>
  troubles: Trouble[]
} {
  const [place, desired, faults] = asked
  return { values: findWantedValues(place, desired, faults), troubles: [] }
}

/** Of what was noted, that whose owner lives: all that can be said of a proxy whose own configuration was not read yet. */
export function stillOwned(
  noted: Noted,
  { policies, canaries = [] }: Pick<Desired, 'policies' | 'canaries'>,
  faults: readonly Fault[],
): Map<string, WantedValue> {
  const owners = new Set([
    ...faults.map(({ id }) => faultOwner(id)),
    ...policies.filter(({ revision }) => revision > 1).map(({ policy }) => weightsOwner(policy.service)),
    ...canaries.map(({ service }) => weightsOwner(service)),
  ])
  return new Map(
    [...noted].flatMap(([key, { values, owner }]): [string, WantedValue][] => {
      const value = values.at(-1)
      return value !== undefined && owners.has(owner) ? [[key, { value, owner }]] : []
    }),
  )
}
