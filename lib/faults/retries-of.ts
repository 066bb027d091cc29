import type { Abort } from '@/lib/mesh/fault'
import { grpcStatusName } from '@/lib/mesh/grpc-status-name'
import type { Policy } from '@/lib/mesh/policy'

/**
 * How often those who call a service try again when it answers with what the abort gave it, by the default rule of its policy; 0 without a policy. The proxy that
 * injects never retries, so these are the tries one hop further up.
 */
export function countRetries(policy: Policy | undefined, abort: Abort | undefined): number {
  const retry = policy?.rules.at(-1)?.retry
  if (!retry || !abort) return 0
  const status = abort.httpStatus ?? (abort.grpcStatus === undefined ? 503 : null)
  const name = abort.grpcStatus === undefined ? '' : (grpcStatusName(abort.grpcStatus) ?? '')
  const isCovered =
    (status !== null && (isHttpCovered(status, retry.on) || retry.codes?.includes(status) === true)) ||
    (name !== '' && retry.on.includes(name.toLowerCase().replaceAll('_', '-')))
  return isCovered ? retry.attempts : 0
}

const isHttpCovered = (status: number, on: readonly string[]): boolean =>
  (on.includes('5xx') && status >= 500) ||
  (on.includes('gateway-error') && status >= 502 && status <= 504) ||
  (on.includes('retriable-4xx') && status === 409)
