import { canarySentence } from '@/lib/canary/canary-sentence'
import { toOverlay } from '@/lib/canary/to-overlay'
import type { CanaryOverlay } from '@/lib/mesh/canary'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import { effectivePolicy } from '@/lib/routing/canary-weights'
import type { SteerTx } from '@/lib/store/store'

/** A canary that has not ended, in words, and what it makes of its service's weights now. */
export type RunningCanary = { id: string; service: ServiceName; version: string; text: string; at: Millis; overlay: CanaryOverlay | null }

export async function readRunningCanaries(reads: { canaries: Pick<SteerTx['canaries'], 'open'> }): Promise<RunningCanary[]> {
  const open = await reads.canaries.open()
  return open
    .filter(({ record }) => record.state.phase.name !== 'ended')
    .map(({ record }) => {
      const { id, service, version } = record.state.plan
      return {
        id,
        service,
        version,
        text: canarySentence(record.state),
        at: record.state.startedAt ?? record.state.at,
        overlay: toOverlay(record),
      }
    })
}

/** Policies with the weights that are asked of the proxies now. */
export const withCanaryWeights = (policies: readonly Policy[], running: readonly RunningCanary[]): Policy[] =>
  policies.map((policy) => {
    const overlay = running.find(({ service }) => service === policy.service)?.overlay
    return overlay ? effectivePolicy(policy, overlay) : policy
  })
