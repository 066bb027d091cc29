import { defaultMaxActive, type FaultSpec } from '@/lib/mesh/fault'
import type { FaultLever } from '@/lib/mesh/levers'
import type { Protocol } from '@/lib/mesh/mesh-document'
import { destinationsOf, type Place } from './place'

/** values: what makes the proxy inject, by key. counters: where it counts that. */
export type FaultWay = { ok: true; values: Map<string, string>; counters: string[] } | { ok: false; reason: string }
type Asked = Pick<FaultSpec, 'service' | 'version' | 'match' | 'abort' | 'delay' | 'bandwidth' | 'maxActive'>

const refused = (reason: string): FaultWay => ({ ok: false, reason })

/**
 * How this proxy injects a fault by values at run time, or why it cannot. null: it does not call the service, so the fault is none of its business. A value that
 * would touch requests to anything else is refused: a fault never reaches further than it was asked to.
 */
export function findFaultWay(place: Place, asked: Asked, protocol: Protocol): FaultWay | null {
  const all = destinationsOf(place, asked.service)
  const reached = new Set(place.levers.weights.flatMap(({ targets }) => targets.map(({ destination }) => destination)))
  const wanted = destinationsOf(place, asked.service, asked.version).filter((name) => reached.has(name))
  if (!all.some((name) => reached.has(name))) return null
  if (asked.version !== undefined && all.some((name) => place.ends.get(name)?.version === null))
    return refused(`it sends ${asked.service} to a destination that holds several versions, and cannot tell ${asked.version} apart`)
  if (wanted.length === 0) return null
  if (asked.match) return refused('its fault filter cannot be narrowed to some requests at run time')
  if (asked.bandwidth) return refused('how fast it lets answers through cannot be changed at run time')
  const levers = place.levers.faults.filter(({ destinations }) => destinations.some((name) => wanted.includes(name)))
  const bare = wanted.find((name) => !levers.some(({ destinations }) => destinations.includes(name)))
  if (bare !== undefined) return refused(`its requests to ${bare} pass no fault filter`)
  const narrow = levers.find(({ narrowedBy }) => narrowedBy !== null)
  if (narrow) return refused(`its fault filter is narrowed by its own configuration: ${narrow.narrowedBy}`)
  const values = new Map<string, string>()
  for (const lever of levers) {
    const reason = addAbort(values, lever, asked, protocol) ?? addDelay(values, lever, asked) ?? findSpill(place, lever, asked, wanted)
    if (reason !== null) return refused(reason)
    values.set(lever.maxActiveKey, String(asked.maxActive ?? defaultMaxActive))
  }
  return { ok: true, values, counters: [...new Set(levers.flatMap(({ counters }) => counters))] }
}

const unavailable = 14

function addAbort(values: Map<string, string>, { abort, place }: FaultLever, asked: Asked, protocol: Protocol): string | null {
  if (!asked.abort) return null
  if (!abort) return `the fault filter at ${place} has no abort with a status, and Envoy reads no percentage for a part it does not have`
  const { percent, httpStatus, grpcStatus } = asked.abort
  const isGrpc = grpcStatus !== undefined || (protocol === 'grpc' && httpStatus === undefined)
  if (!isGrpc && abort.answers === 'grpc')
    return `the fault filter at ${place} answers with a gRPC status, which an HTTP status cannot replace`
  values.set(abort.percentKey, toPercentText(percent))
  if (isGrpc) values.set(abort.grpcStatusKey, String(grpcStatus ?? unavailable))
  else values.set(abort.httpStatusKey, String(httpStatus ?? 503))
  return null
}

function addDelay(values: Map<string, string>, { delay, place }: FaultLever, asked: Asked): string | null {
  if (!asked.delay) return null
  if (!delay) return `the fault filter at ${place} has no fixed delay, and Envoy reads no percentage for a part it does not have`
  values.set(delay.percentKey, toPercentText(asked.delay.percent))
  values.set(delay.durationKey, String(asked.delay.fixedDelayMs))
  return null
}

/** Who else obeys the same percentage? */
function findSpill({ levers, ends }: Place, lever: FaultLever, asked: Asked, wanted: readonly string[]): string | null {
  for (const part of ['abort', 'delay'] as const) {
    const key = asked[part] ? lever[part]?.percentKey : undefined
    if (key === undefined) continue
    const others = levers.faults
      .filter((other) => other[part]?.percentKey === key)
      .flatMap(({ destinations }) => destinations)
      .filter((name) => !wanted.includes(name))
    const [first] = others
    if (first === undefined) continue
    const end = ends.get(first)
    const whom = end ? `${end.service}${end.version === null ? '' : `@${end.version}`}` : first
    return `its value ${key} also governs requests to ${whom}: the fault would reach further than asked`
  }
  return null
}

/** A plain number is per hundred, and whole; anything finer is a fraction, which Envoy takes as its own text. */
export const toPercentText = (percent: number): string =>
  Number.isInteger(percent) ? String(percent) : `{numerator: ${Math.round(percent * 10_000)}, denominator: MILLION}`

const perHundred: Readonly<Record<string, number>> = { TEN_THOUSAND: 100, MILLION: 10_000 }

/** The per cent that a value stands for, as Envoy reads it: a plain number is whole, a fraction may be written in several ways; null for none. */
export function readPercent(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(100, Math.floor(Number(text)))
  const numerator = /\bnumerator\b\D*(\d+)/.exec(text)?.[1]
  const denominator = /\b(TEN_THOUSAND|MILLION)\b/.exec(text)?.[1] ?? ''
  return numerator === undefined ? null : Math.min(100, Number(numerator) / (perHundred[denominator] ?? 1))
}
