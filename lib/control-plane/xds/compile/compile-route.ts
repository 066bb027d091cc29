import { toDestinationName } from '@/lib/mesh/destination-name'
import type { Fault } from '@/lib/mesh/fault'
import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Backend, HashKey, Rule } from '@/lib/mesh/policy'
import type { CallerName } from '@/lib/routing/caller-name'
import type { Json } from '../compiled-resource'
import { compileAnswer } from './compile-answer'
import { compileFaultGate, faultFilterName, toFaultSlot } from './compile-fault'
import { compileHashPolicy } from './compile-hash'
import { compileHeaderEdits } from './compile-header-edits'
import { compilePathRewrite } from './compile-path-rewrite'
import { compileRateLimit, rateLimitFilterName } from './compile-rate-limit'
import { compileRetry } from './compile-retry'
import { compileStickyCookie, givesCookie, type Route } from './compile-sticky-cookie'
import { toProtoDuration } from './duration'

/** Where a rule's route stands: its service, who gets it, and what the destination's instances are chosen by (ring hash, Maglev). */
export type RoutePlace = { spec: ServiceSpec; caller: CallerName; hashKey: HashKey | undefined }
/** The faults of a route, as faultsFor answers them, and the requests they are narrowed to. */
export type RouteFaults = { faults: readonly Fault[]; scope: Fault['match'] }

/** A rule as one Envoy route; two where it gives out a cookie. A feature that a rule does not use leaves no field. */
export function compileRoute(rule: Rule, match: Json, place: RoutePlace, { faults, scope }: RouteFaults): Json[] {
  const { spec, caller } = place
  const answer = compileAnswer(rule, spec.name)
  const isVersioned = !answer && faults.some((fault) => fault.version !== undefined)
  const slot = isVersioned ? null : toFaultSlot(answer ? faults.filter((fault) => fault.version === undefined) : faults, null, scope)
  const filters = {
    ...(slot && { [faultFilterName]: compileFaultGate(slot, spec.protocol) }),
    ...(rule.rateLimit && {
      [rateLimitFilterName]: compileRateLimit({ ...rule, rateLimit: rule.rateLimit }, spec.name, spec.protocol, caller),
    }),
  }
  const route: Route = {
    name: rule.name,
    match,
    ...(answer ?? { route: compileForwarding(rule, place, isVersioned ? { faults, scope } : { faults: [], scope }) }),
    ...compileHeaderEdits('request', rule.requestHeaders),
    ...compileHeaderEdits('response', rule.responseHeaders),
    typed_per_filter_config: Object.keys(filters).length > 0 ? filters : undefined,
  }
  return !answer && givesCookie(rule.stickiness) ? compileStickyCookie(route, rule.stickiness.cookie) : [route]
}

function compileForwarding(rule: Rule, { spec, hashKey }: RoutePlace, faults: RouteFaults): Json {
  const key = rule.stickiness ?? hashKey
  return {
    weighted_clusters: {
      runtime_key_prefix: toWeightKeyPrefix(spec.name, rule.name),
      clusters: rule.backends.map((backend) => compileBackend(spec, backend, faults)),
      use_hash_policy: rule.stickiness ? true : undefined,
    },
    timeout: rule.timeout === undefined ? undefined : toProtoDuration(rule.timeout),
    idle_timeout: rule.idleTimeout === undefined ? undefined : toProtoDuration(rule.idleTimeout),
    retry_policy: rule.retry && compileRetry(rule.retry),
    request_mirror_policies: rule.mirror && [
      {
        cluster: toDestinationName(spec.name, rule.mirror.version, true),
        runtime_fraction: {
          default_value: { numerator: Math.round(rule.mirror.percent * 10_000), denominator: 'MILLION' },
          runtime_key: rule.mirror.percent === 0 ? toMirrorKey(spec.name, rule.name) : undefined,
        },
      },
    ],
    hash_policy: key && compileHashPolicy(key),
    host_rewrite_literal: rule.rewrite?.hostname,
    regex_rewrite: compilePathRewrite(rule.rewrite?.path, rule.match?.path?.prefix ?? '/'),
  }
}

// A per-filter setting on a weight replaces the route's whole, so a fault for all versions is repeated on each when one names a version.
function compileBackend(spec: ServiceSpec, backend: Backend, { faults, scope }: RouteFaults): Json {
  const slot = toFaultSlot(faults, backend.version, scope)
  return {
    name: toDestinationName(spec.name, backend.version),
    weight: backend.weight,
    typed_per_filter_config: slot ? { [faultFilterName]: compileFaultGate(slot, spec.protocol) } : undefined,
  }
}

/** A mirror at 0 % is a gate: a leased share of copies stands under this key. */
export const toMirrorKey = (service: ServiceName, rule: string): string => `outrider.mirrors.${service.replace('/', '.')}.${rule}`

/** `outrider.weights.shop.reviews.default`: leased weights of a rule stand under it, one key per destination name. */
export const toWeightKeyPrefix = (service: ServiceName, rule: string): string => `outrider.weights.${service.replace('/', '.')}.${rule}`
