import type { FaultWire } from '@/lib/api/faults'
import { displayName } from '@/lib/mesh/display-name'
import { grpcStatusName } from '@/lib/mesh/grpc-status-name'

/** What is injected: `20 % abort 503, 10 % delay 400 ms`. */
export function faultEffect(fault: Pick<FaultWire, 'abort' | 'delay' | 'bandwidth'>): string {
  const parts: string[] = []
  if (fault.abort) {
    const { grpcStatus, httpStatus } = fault.abort
    const status = grpcStatus === undefined ? (httpStatus ?? 503) : (grpcStatusName(grpcStatus) ?? grpcStatus)
    parts.push(`${fault.abort.percent} % abort ${status}`)
  }
  if (fault.delay) parts.push(`${fault.delay.percent} % delay ${fault.delay.fixedDelayMs} ms`)
  if (fault.bandwidth) parts.push(`${fault.bandwidth.percent} % at ${fault.bandwidth.kibPerSecond} KiB/s`)
  return parts.join(', ')
}

/** Whom it meets: `shop/ratings v1`. */
export function faultTarget(fault: Pick<FaultWire, 'service' | 'version'>): string {
  return displayName(fault.service) + (fault.version ? ` ${displayName(fault.version)}` : '')
}

/** Whose requests: `from shop/reviews`, `from every caller`, with the path or headers that narrow it. */
export function faultScope(fault: Pick<FaultWire, 'caller' | 'match'>): string {
  const parts = [fault.caller ? `from ${displayName(fault.caller)}` : 'from every caller']
  const path = fault.match?.path
  if (path?.exact) parts.push(`path ${displayName(path.exact)}`)
  else if (path?.prefix && path.prefix !== '/') parts.push(`paths under ${displayName(path.prefix)}`)
  if (fault.match?.method) parts.push(fault.match.method)
  for (const header of fault.match?.headers ?? []) {
    parts.push(`header ${displayName(header.name)}${header.exact === undefined ? '' : ` = ${displayName(header.exact)}`}`)
  }
  return parts.join(', ')
}
