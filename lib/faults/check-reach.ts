import type { FaultSpec } from '@/lib/mesh/fault'
import type { FaultProblem } from './check-fault'

type Refusal = { proxyId: string; reason: string }
type Reach = { spec: Pick<FaultSpec, 'service' | 'withoutLease'>; consumers: number; refusals: readonly Refusal[]; unleased: string | null }

/**
 * Refused is a fault that none of its callers could inject, and one that would outlive Outrider without anybody having said that this is meant: faults are
 * promised to end by themselves.
 */
export function checkReach({ spec, consumers, refusals, unleased }: Reach): FaultProblem[] {
  const problems: FaultProblem[] = []
  if (consumers === 0 && refusals.length > 0)
    problems.push({
      kind: 'rejected',
      path: 'service',
      message: `no proxy that calls ${spec.service} can inject this: ${refusals.map(toText).join('; ')}`,
      fix: 'ask for what they can do: GET /api/v1/proxies/{id} lists it under abilities',
    })
  if (unleased !== null && spec.withoutLease !== true)
    problems.push({
      kind: 'rejected',
      path: 'withoutLease',
      message: `this fault would not end by itself if Outrider died: ${unleased}`,
      fix: 'say "withoutLease": true if that is meant',
    })
  return problems
}

/** What is to be known before such a start, and forbids nothing. */
export const reachWarnings = (refusals: readonly Refusal[], unleased: string | null): string[] => [
  ...(unleased === null ? [] : [`IT DOES NOT END BY ITSELF when Outrider dies: ${unleased}`]),
  ...refusals.map((refusal) => `nothing is injected on ${toText(refusal)}`),
]

const toText = ({ proxyId, reason }: Refusal): string => `${proxyId}: ${reason}`
