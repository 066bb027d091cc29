import type { Desired } from '@/lib/control-plane/control-plane'
import type { Fault } from '@/lib/mesh/fault'
import type { ServiceName } from '@/lib/mesh/names'
import { overlayPolicy } from '@/lib/routing/canary-weights'
import { findFaultWay } from './find-fault-way'
import { findSplits, findWeightWay } from './find-weight-way'
import type { Place } from './place'
import type { Noted, Trouble, WantedValue } from './value-notes'

export const faultOwner = (id: string): string => `fault:${id}`
export const weightsOwner = (service: string): string => `weights:${service}`

type Asked = Pick<Desired, 'mesh' | 'policies' | 'canaries'>

/**
 * All values that this proxy should hold, by key. Of policies only edited ones count: what a proxy split by when Outrider first saw it is changed by nobody but
 * a person, or a canary that a person started. A fault that nobody meant to stay when Outrider dies is not set. Where two faults share a limit of held requests, the smaller one holds.
 */
export const findWantedValues = (place: Place, desired: Asked, faults: readonly Fault[]): Map<string, WantedValue> =>
  findWanted(place, desired, faults, new Map()).values

/**
 * The same over what was noted: weights that cannot be said now, as the policy asks for more than this proxy can or nobody knows whose its destinations are, stay as they
 * were set last while their policy lives. troubles: why.
 */
export function findWanted(
  place: Place,
  desired: Asked,
  faults: readonly Fault[],
  noted: Noted,
): { values: Map<string, WantedValue>; troubles: Trouble[] } {
  const values = new Map<string, WantedValue>()
  const troubles: Trouble[] = []
  for (const { policy, revision } of desired.policies) {
    const { service } = policy
    const overlay = desired.canaries?.find((canary) => canary.service === service)
    if (!overlay && revision <= 1) continue
    const owner = weightsOwner(service)
    const way = findWeightWay(place, overlay ? overlayPolicy(policy, overlay) : policy)
    if (way?.ok) for (const [key, value] of way.values) values.set(key, { value, owner })
    const kept = keepUnsaid(place, service, way?.ok ? way.keys : [], noted)
    for (const [key, value] of kept) values.set(key, { value, owner })
    const reason = way && !way.ok ? way.reason : kept.size > 0 ? whyUnsaid(place, service) : null
    if (reason !== null) troubles.push({ owner, words: `${service}: ${reason}`, about: String(revision) })
  }
  addFaults(values, place, desired, faults)
  return { values, troubles }
}

/** Of its noted weights those that are not said now, and whose targets may still be of the service. */
function keepUnsaid({ levers, ends }: Place, service: ServiceName, said: readonly string[], noted: Noted): Map<string, string> {
  const mayBeOfIt = ({ destination }: { destination: string }): boolean => (ends.get(destination)?.service ?? service) === service
  return new Map(
    [...noted].flatMap(([key, { owner, values }]): [string, string][] => {
      const value = values.at(-1)
      if (owner !== weightsOwner(service) || value === undefined || said.includes(key)) return []
      const targets = levers.weights.flatMap(({ targets: all, fraction }) => all.filter((target) => (fraction?.key ?? target.key) === key))
      return targets.some(mayBeOfIt) ? [[key, value]] : []
    }),
  )
}

function whyUnsaid(place: Place, service: ServiceName): string {
  const splits = findSplits(place, service)
  return `${typeof splits === 'string' ? splits : 'nobody knows now which of its destinations are of it'}: its weights stay as they were`
}

function addFaults(values: Map<string, WantedValue>, place: Place, desired: Asked, faults: readonly Fault[]): void {
  for (const fault of faults) {
    if (!fault.withoutLease || (fault.caller !== undefined && fault.caller !== place.identity.service)) continue
    const protocol = desired.mesh.services.find(({ name }) => name === fault.service)?.protocol ?? 'http'
    const way = findFaultWay(place, fault, protocol)
    if (!way?.ok) continue
    for (const [key, value] of way.values) {
      const other = values.get(key)
      if (!other || Number(value) < Number(other.value)) values.set(key, { value, owner: faultOwner(fault.id) })
    }
  }
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
