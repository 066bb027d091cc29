import { defaultMaxActive, type Fault } from '@/lib/mesh/fault'
import { toFaultKey } from '@/lib/mesh/fault-key'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Json } from '../compiled-resource'
import { toTypeUrl } from '../resource-type'
import { compileHeaders } from './compile-match'
import { toProtoSeconds } from './duration'

export const faultFilterName = 'envoy.filters.http.fault'

type FaultMatch = NonNullable<Fault['match']>

/**
 * What one place (a route, or one version of it) may inject. Envoy has room for one abort, one delay and one bandwidth there, all behind the same match; where several
 * faults want the same room the most specific has it: a version before all, a caller before all, then the older one.
 */
export type FaultSlot = { abort?: Fault; delay?: Fault; bandwidth?: Fault; match?: FaultMatch }

/** Faults that concern this caller, the most specific first. */
export function faultsFor(faults: readonly Fault[], caller: ServiceName): readonly Fault[] {
  const rank = (fault: Fault): number => (fault.version === undefined ? 2 : 0) + (fault.caller === undefined ? 1 : 0)
  return faults.filter((fault) => fault.caller === undefined || fault.caller === caller).sort((a, b) => rank(a) - rank(b) || a.at - b.at)
}

/** `faults` as faultsFor answers them. `match`: the requests this slot stands for, undefined = all. null when it injects nothing. */
export function toFaultSlot(faults: readonly Fault[], version: string | null, match: FaultMatch | undefined): FaultSlot | null {
  const here = faults.filter((fault) => fault.version === undefined || fault.version === version)
  const abort = here.find((fault) => fault.abort)
  const delay = here.find((fault) => fault.delay)
  const bandwidth = here.find((fault) => fault.bandwidth)
  if (!abort && !delay && !bandwidth) return null
  return { ...(abort && { abort }), ...(delay && { delay }), ...(bandwidth && { bandwidth }), ...(match && { match }) }
}

/**
 * The gate of a slot in its harmless state: nothing is injected until the runtime layer holds a percentage under the fault's own key, and nothing any more
 * when the layer expires. Of the faults in it the smallest `maxActive` bounds how many requests of a proxy are held at once.
 */
export function compileFaultGate(slot: FaultSlot, protocol: Protocol): Json {
  const none = { numerator: 0, denominator: 'MILLION' }
  const { abort, delay, bandwidth } = slot
  const limits = [abort, delay, bandwidth].flatMap((fault) => (fault ? [fault.maxActive ?? defaultMaxActive] : []))
  return {
    '@type': toTypeUrl('envoy.extensions.filters.http.fault.v3.HTTPFault'),
    ...(abort?.abort && {
      abort: { ...toAbortAnswer(abort.abort, protocol), percentage: none },
      abort_percent_runtime: toFaultKey(abort.id, 'abort'),
    }),
    ...(delay?.delay && {
      delay: { fixed_delay: toProtoSeconds(delay.delay.fixedDelayMs), percentage: none },
      delay_percent_runtime: toFaultKey(delay.id, 'delay'),
    }),
    ...(bandwidth?.bandwidth && {
      response_rate_limit: { fixed_limit: { limit_kbps: bandwidth.bandwidth.kibPerSecond }, percentage: none },
      response_rate_limit_percent_runtime: toFaultKey(bandwidth.id, 'bandwidth'),
    }),
    headers: slot.match ? compileHeaders(slot.match) : undefined,
    max_active_faults: Math.min(...limits),
    disable_downstream_cluster_stats: true,
  }
}

/** The filter's own setting in every connection manager: present, so that routes can use it, and without effect. */
export const idleFaultFilter: Json = {
  '@type': toTypeUrl('envoy.extensions.filters.http.fault.v3.HTTPFault'),
  max_active_faults: defaultMaxActive,
  disable_downstream_cluster_stats: true,
}

const unavailable = 14
function toAbortAnswer(abort: NonNullable<Fault['abort']>, protocol: Protocol): { grpc_status: number } | { http_status: number } {
  if (protocol === 'grpc' && (abort.grpcStatus !== undefined || abort.httpStatus === undefined))
    return { grpc_status: abort.grpcStatus ?? unavailable }
  if (abort.httpStatus !== undefined) return { http_status: abort.httpStatus }
  return abort.grpcStatus === undefined ? { http_status: 503 } : { grpc_status: abort.grpcStatus }
}
