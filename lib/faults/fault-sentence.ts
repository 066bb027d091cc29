import type { Abort, FaultSpec } from '@/lib/mesh/fault'
import { grpcStatusName } from '@/lib/mesh/grpc-status-name'
import type { RuleMatch } from '@/lib/mesh/policy'

/** `20 % abort with 503, 10 % delay of 400 ms`. */
export function describeInjection(fault: Pick<FaultSpec, 'abort' | 'delay' | 'bandwidth'>): string {
  const parts: string[] = []
  if (fault.abort) parts.push(`${fault.abort.percent} % abort with ${describeStatus(fault.abort)}`)
  if (fault.delay) parts.push(`${fault.delay.percent} % delay of ${fault.delay.fixedDelayMs} ms`)
  if (fault.bandwidth) parts.push(`${fault.bandwidth.percent} % slowed to ${fault.bandwidth.kibPerSecond} KiB/s`)
  return parts.join(', ') || 'nothing'
}

/** The whole fault in one line: `shop/ratings v1: 20 % abort with 503, from shop/reviews, for 5 min`. */
export function faultSentence(fault: FaultSpec): string {
  const target = fault.version ? `${fault.service} ${fault.version}` : fault.service
  const scope = [fault.caller ? `from ${fault.caller}` : '', describeMatch(fault.match)].filter((part) => part !== '')
  return [`${target}: ${describeInjection(fault)}`, ...scope, `for ${describeSeconds(fault.durationSeconds)}`].join(', ')
}

function describeStatus({ httpStatus, grpcStatus }: Abort): string {
  if (grpcStatus !== undefined) return grpcStatusName(grpcStatus) ?? `gRPC status ${grpcStatus}`
  return httpStatus === undefined ? '503' : String(httpStatus)
}

function describeMatch(match: RuleMatch | undefined): string {
  if (!match) return ''
  const parts: string[] = []
  if (match.path?.exact !== undefined) parts.push(`path ${match.path.exact}`)
  else if (match.path?.prefix !== undefined) parts.push(`paths under ${match.path.prefix}`)
  if (match.method !== undefined) parts.push(`method ${match.method}`)
  for (const header of match.headers ?? [])
    parts.push(header.exact === undefined ? `header ${header.name}` : `header ${header.name}: ${header.exact}`)
  return parts.length > 0 ? `only ${parts.join(' and ')}` : ''
}

function describeSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
}
