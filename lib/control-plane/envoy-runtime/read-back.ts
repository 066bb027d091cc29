import type { Desired, ReadBack } from '@/lib/control-plane/control-plane'
import type { Fault } from '@/lib/mesh/fault'
import type { FaultLever, RuntimeValue } from '@/lib/mesh/levers'
import type { ServiceName } from '@/lib/mesh/names'
import type { Backend, LoadedPolicy } from '@/lib/mesh/policy'
import { protocolOf } from './driver'
import { findFaultWay, readPercent } from './find-fault-way'
import { findAlone, findSplits, isSameSplit, readSplits } from './find-weight-way'
import type { AdminPage } from './options'
import type { Place } from './place'
import type { Noted } from './value-notes'
import { faultOwner } from './wanted-values'

type Source = { place: Place; desired: Desired; faults: readonly Fault[]; noted(): Noted; admin: AdminPage }
type Found =
  Awaited<ReturnType<ReadBack['readFaults']>> extends infer R ? (R extends { ok: true; value: Map<string, infer F> } ? F : never) : never

/** Reads one proxy back: what its values mean, as nothing in them names a fault or a policy. */
export function createReadBack({ place, desired, faults, noted, admin }: Source): ReadBack {
  const targetOf = ({ id, url }: { id: string; url: string }) => ({ id, url, kind: 'envoy' as const })
  return {
    async readFaults(target, signal) {
      const reading = await admin.readRuntime(targetOf(target), signal)
      return reading.ok ? { ...reading, value: findFaults(place, desired, faults, noted(), reading.value) } : reading
    },
    async readInjections(target, signal) {
      const reading = await admin.readFilterCounts(targetOf(target), signal)
      if (!reading.ok) return reading
      const sum = (counters: readonly string[] | null, part: 'aborts' | 'delays' | 'limits' | 'overflows'): number =>
        reading.value.reduce(
          (total, counted) => (counters === null || counters.includes(counted.counter) ? total + counted[part] : total),
          0,
        )
      const byDestination = scopesOf(place, desired).map(({ service, version, counters }) => ({
        service,
        version: version ?? '',
        aborts: sum(counters, 'aborts'),
        delays: sum(counters, 'delays'),
      }))
      return { ...reading, value: { byDestination, limits: sum(null, 'limits'), overflows: sum(null, 'overflows') } }
    },
    async readPolicies(target, signal) {
      const reading = await admin.readRuntime(targetOf(target), signal)
      return reading.ok ? { ...reading, value: findPolicies(place, desired, reading.value) } : reading
    },
    async readWeights(target, signal) {
      const reading = await admin.readRuntime(targetOf(target), signal)
      if (!reading.ok) return reading
      const weights = splitServices(place).map(([service, splits]): [ServiceName, { rule: string; backends: Backend[] }[]] => [
        service,
        splits(reading.value).map((backends) => ({ rule: ruleName(desired, service), backends })),
      ])
      return { ...reading, value: new Map(weights) }
    },
    destinationOf: (name) => place.ends.get(name) ?? null,
    injectedBy(counter) {
      const scopes = scopesOf(place, desired).filter(({ counters }) => counters.includes(counter))
      const [first] = scopes
      if (!first || scopes.some(({ service }) => service !== first.service)) return null
      return { service: first.service, version: scopes.every(({ version }) => version === first.version) ? first.version : null }
    },
  }
}

type Scope = { service: ServiceName; version: string | null; counters: string[] }

/** Of every fault that is on, or on its way out, and that this proxy can inject. */
function scopesOf(place: Place, desired: Desired): Scope[] {
  return desired.faults.flatMap((fault): Scope[] => {
    const way = findFaultWay(place, fault, protocolOf(desired, fault.service))
    if (!way?.ok || (fault.caller !== undefined && fault.caller !== place.identity.service)) return []
    return [{ service: fault.service, version: fault.version ?? onlyVersion(place, fault.service), counters: way.counters }]
  })
}

function onlyVersion(place: Place, service: ServiceName): string | null {
  const versions = new Set([...place.ends.values()].filter((end) => end.service === service).map(({ version }) => version))
  return versions.size === 1 ? ([...versions][0] ?? null) : null
}

function findFaults(
  place: Place,
  desired: Desired,
  faults: readonly Fault[],
  noted: Noted,
  present: ReadonlyMap<string, RuntimeValue>,
): Map<string, Found> {
  const found = new Map<string, Found>()
  for (const fault of faults) {
    const way = findFaultWay(place, fault, protocolOf(desired, fault.service))
    if (!way?.ok) continue
    const percents = readPercents(place.levers.faults, new Set(way.values.keys()), present, Math.min)
    const limits = new Set(place.levers.faults.map(({ maxActiveKey }) => maxActiveKey))
    const isWhole = [...way.values].every(([key, value]) => limits.has(key) || present.get(key)?.final === value)
    found.set(fault.id, { services: [fault.service], hasGate: isWhole, ...percents })
  }
  for (const [key, { owner, values }] of noted) {
    const id = owner.startsWith(faultOwner('')) ? owner.slice(faultOwner('').length) : null
    if (id === null || faults.some((fault) => fault.id === id) || !values.includes(present.get(key)?.admin ?? '')) continue
    const percents = readPercents(place.levers.faults, new Set([key]), present, Math.max)
    const other = found.get(id)
    found.set(id, {
      services: [],
      hasGate: true,
      abortPercent: percents.abortPercent ?? other?.abortPercent ?? null,
      delayPercent: percents.delayPercent ?? other?.delayPercent ?? null,
      bandwidthPercent: null,
    })
  }
  return found
}

/** Percentages that these keys put in force; null for a part none of them is about. Where a lever lets nothing be held, it is 0. */
function readPercents(
  levers: readonly FaultLever[],
  keys: ReadonlySet<string>,
  present: ReadonlyMap<string, RuntimeValue>,
  choose: (...values: number[]) => number,
): Pick<Found, 'abortPercent' | 'delayPercent' | 'bandwidthPercent'> {
  const percentOf = (part: 'abort' | 'delay'): number | null => {
    const values = levers.flatMap((lever) => {
      const key = lever[part]?.percentKey
      if (key === undefined || !keys.has(key)) return []
      return [present.get(lever.maxActiveKey)?.final === '0' ? 0 : (readPercent(present.get(key)?.final ?? '') ?? 0)]
    })
    return values.length === 0 ? null : choose(...values)
  }
  return { abortPercent: percentOf('abort'), delayPercent: percentOf('delay'), bandwidthPercent: null }
}

function splitServices(place: Place): [ServiceName, (present: ReadonlyMap<string, RuntimeValue>) => Backend[][]][] {
  const services = [...new Set([...place.ends.values()].map(({ service }) => service))]
  return services.flatMap((service): [ServiceName, (present: ReadonlyMap<string, RuntimeValue>) => Backend[][]][] => {
    const splits = findSplits(place, service)
    if (splits === null || typeof splits === 'string') return []
    return [[service, (present) => readSplits(splits, new Map([...present].map(([key, { final }]) => [key, final])))]]
  })
}

const ruleName = ({ policies }: Desired, service: ServiceName): string =>
  policies.find(({ policy }) => policy.service === service)?.policy.rules.at(-1)?.name ?? 'default'

/** Its weights are all of a policy that it has; routes that split otherwise than the first one, or not at all, are named. */
function findPolicies(place: Place, desired: Desired, present: ReadonlyMap<string, RuntimeValue>): Map<ServiceName, LoadedPolicy> {
  return new Map(
    splitServices(place).map(([service, read]): [ServiceName, LoadedPolicy] => {
      const [first = [], ...others] = read(present)
      const unread = [
        ...(others.some((split) => !isSameSplit(first, split)) ? ['another of its routes splits otherwise'] : []),
        ...findAlone(place, service).map(({ place: where, version }) => `${where} sends all to ${version ?? 'several versions as one'}`),
      ]
      return [service, { service, rules: [{ name: ruleName(desired, service), backends: first }], unread }]
    }),
  )
}
