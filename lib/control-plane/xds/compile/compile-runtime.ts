import type { LeasedWeights } from '@/lib/control-plane/control-plane'
import { toDestinationName } from '@/lib/mesh/destination-name'
import type { Fault } from '@/lib/mesh/fault'
import { faultParts, toFaultKey } from '@/lib/mesh/fault-key'
import type { ServiceName } from '@/lib/mesh/names'
import type { CompiledResource, Json } from '../compiled-resource'
import { toMirrorKey, toWeightKeyPrefix } from './compile-route'

export const layerName = 'outrider'
export const layerTtlMs = 15_000

/** True when some leased fault names a caller: then layers differ by caller. */
export const hasCallers = (leased: readonly Fault[]): boolean => leased.some((fault) => fault.caller !== undefined)

/**
 * The leased layer as this caller gets it: a percentage under the key of every part of every fault that concerns it, in parts of a million, and the weights of
 * canaries under the keys of their rules. Only a layer with values has a TTL: an empty one has nothing that must end.
 */
export function compileRuntime(leased: readonly Fault[], caller: ServiceName, weights: readonly LeasedWeights[] = []): CompiledResource {
  const faults = leased.filter((fault) => fault.caller === undefined || fault.caller === caller)
  const all = [...faults.flatMap(toValues), ...weights.flatMap(toWeightValues)]
  const values = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)))
  return toLayer(layerName, values)
}

/** What any other layer name gets: an answer, as a proxy waits for it before it asks for anything else. */
export const emptyLayer = (name: string): CompiledResource => toLayer(name, {})

const toLayer = (name: string, values: { [key: string]: Json }): CompiledResource => ({
  type: 'RTDS',
  name,
  json: { name, layer: values },
})

export const isEmptyLayer = (resource: CompiledResource): boolean => Object.keys(Object(resource.json.layer)).length === 0

function toValues(fault: Fault): [string, Json][] {
  return faultParts.flatMap((part): [string, Json][] => {
    const percent = fault[part]?.percent
    return percent === undefined ? [] : [[toFaultKey(fault.id, part), toFraction(percent)]]
  })
}

/** Weights of a canary under the keys of their rules. */
export const toWeightValues = ({ service, rules }: LeasedWeights): [string, Json][] =>
  rules.flatMap(({ rule, backends, mirrorPercent }) => [
    ...backends.map(({ version, weight }): [string, Json] => [
      `${toWeightKeyPrefix(service, rule)}.${toDestinationName(service, version)}`,
      weight,
    ]),
    ...(mirrorPercent === undefined ? [] : [[toMirrorKey(service, rule), toFraction(mirrorPercent)] satisfies [string, Json]]),
  ])

const toFraction = (percent: number): Json => ({ numerator: Math.round(percent * 10_000), denominator: 'MILLION' })
