import { AppError } from '@/lib/errors'
import { faultSentence } from '@/lib/faults/fault-sentence'
import { type Fault, isFaultActive } from '@/lib/mesh/fault'
import type { ServiceName } from '@/lib/mesh/names'
import type { Overlay, PolicyView } from '@/lib/mesh/policy-view'
import { type RunningCanary, readRunningCanaries } from '../canaries/read-running'
import type { Ctx } from '../ctx'
import { readFleet } from '../proxies/read-fleet'
import { findService } from './find-service'

export async function getPolicy(ctx: Ctx, input: { service: ServiceName }): Promise<PolicyView> {
  const { steer } = ctx.store
  const { mesh } = await findService(steer, input.service)
  const stored = await steer.policies.get(input.service)
  if (!stored) throw new AppError('not_found', `${input.service} has no policy yet`)
  const faults = await steer.faults.list({ active: true, service: input.service, limit: 100 })
  const canaries = (await readRunningCanaries(steer)).filter(({ service }) => service === input.service)
  return {
    ...stored,
    overlays: toOverlays(faults, canaries),
    capabilities: ctx.driver.capabilities(mesh, input.service, await readFleet(ctx)),
    folder: ctx.policyFolder,
  }
}

export const toOverlays = (faults: readonly Fault[], canaries: readonly RunningCanary[]): Overlay[] => [
  ...canaries.map(({ id, text }): Overlay => ({ kind: 'canary', id, text, endsAt: null })),
  ...faults
    .filter(isFaultActive)
    .map((fault): Overlay => ({ kind: 'fault', id: fault.id, text: faultSentence(fault), endsAt: fault.endsAt })),
]
