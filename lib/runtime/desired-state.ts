import { toOverlay } from '@/lib/canary/to-overlay'
import type { Desired, LeasedWeights } from '@/lib/control-plane/control-plane'
import { type Fault, isFaultActive } from '@/lib/mesh/fault'
import { leasedWeights } from '@/lib/routing/canary-weights'
import type { Store } from '@/lib/store/store'
import type { Fleet } from './fleet'

type Steer = Store['steer']
/** What of the store the desired state is read from. */
export type DesiredSource = {
  steer: Pick<Steer, 'revision'> & {
    mesh: Pick<Steer['mesh'], 'get'>
    policies: Pick<Steer['policies'], 'list'>
    faults: Pick<Steer['faults'], 'list'>
    canaries: Pick<Steer['canaries'], 'open'>
  }
}

/** Reads what the proxies should run, as of one moment: read again when an edit was committed in between. */
export async function readDesired(ctx: { store: DesiredSource }, fleet: Fleet): Promise<Desired> {
  const { steer } = ctx.store
  const revision = await steer.revision()
  const [mesh, policies, faults, canaries] = await Promise.all([
    steer.mesh.get(),
    steer.policies.list(),
    steer.faults.list({ active: true, limit: 1000 }),
    steer.canaries.open(),
  ])
  if ((await steer.revision()) !== revision) return readDesired(ctx, fleet)
  const document = mesh?.document ?? { services: [], gateways: [] }
  const declared = new Set(document.services.map((service) => service.name))
  return {
    revision,
    mesh: document,
    policies: policies.filter((stored) => declared.has(stored.policy.service)),
    instances: fleet.instances(),
    faults: faults.filter(isFaultActive),
    canaries: canaries.flatMap(({ record }) => toOverlay(record) ?? []).filter(({ service }) => declared.has(service)),
  }
}

/** Whose values the leased layer may hold: faults that are on and neither on their way out nor past their end. */
export const leasable = (faults: readonly Fault[], now: number): Fault[] =>
  faults.filter((fault) => isFaultActive(fault) && fault.state !== 'removing' && !fault.stopping && now < fault.endsAt)

/** The weights that the layer holds for the canaries of this desired state. */
export const toLeasedWeights = ({ canaries = [], policies }: Desired): LeasedWeights[] =>
  canaries.flatMap((overlay) => {
    const stored = policies.find(({ policy }) => policy.service === overlay.service)
    const rules = stored ? leasedWeights(stored.policy, overlay) : []
    return rules.length === 0 ? [] : [{ canaryId: overlay.id, service: overlay.service, rules }]
  })
