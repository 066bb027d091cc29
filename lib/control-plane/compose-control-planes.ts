import type { Capability, ControlPlane, Desired, TrialOutcome } from './control-plane'

type Pure = Pick<ControlPlane, 'consumers' | 'compare' | 'capabilities'> &
  Required<Pick<ControlPlane, 'refusals' | 'abilities' | 'cannotTake' | 'unsplitRoutes'>>
type Part = Pick<ControlPlane, 'consumers' | 'compare' | 'capabilities' | 'refusals' | 'abilities' | 'cannotTake' | 'unsplitRoutes'>

/** The pure halves of several drivers as one. Each proxy is steered by at most one of them: what they say of proxies is put together, nothing is said twice. */
export const composeDrivers = (drivers: readonly Part[]): Pure => ({
  consumers: (...asked) => drivers.flatMap((driver) => driver.consumers(...asked)),
  compare: (...asked) => drivers.flatMap((driver) => driver.compare(...asked)),
  refusals: (...asked) => drivers.flatMap((driver) => driver.refusals?.(...asked) ?? []),
  abilities: (...asked) => drivers.flatMap((driver) => driver.abilities?.(...asked) ?? []),
  cannotTake: (...asked) => drivers.flatMap((driver) => driver.cannotTake?.(...asked) ?? []),
  unsplitRoutes: (...asked) => drivers.flatMap((driver) => driver.unsplitRoutes?.(...asked) ?? []),
  capabilities(mesh, service, proxies = []) {
    const state: Desired = { revision: 0, mesh, policies: [], instances: [], faults: [] }
    const [first, ...others] = drivers.map((driver) => ({
      driver,
      found: driver.capabilities(mesh, service, proxies),
      isUsed: driver.consumers(state, service, proxies).length > 0,
    }))
    if (!first) return []
    const used = others.filter(({ found }) => found.length > 0).map(({ found }) => found)
    // The first driver counts where it steers a caller, and where nobody does: then its answer is what declaring callers would bring.
    return mergeCapabilities(first.isUsed || used.length === 0 ? [first.found, ...used] : used)
  },
})

/** What holds of a service only where it holds on every proxy. */
const isOfAll = (feature: string): boolean => feature === 'leasedWeights' || feature === 'keptWeights' || feature.startsWith('lease.')

/** A feature is there where some proxy has it; that values end by themselves, or outlast Outrider, only where they do on every proxy. What not all can do keeps its reason. */
function mergeCapabilities(all: readonly Capability[][]): Capability[] {
  const byFeature = new Map<string, Capability[]>()
  for (const capability of all.flat()) byFeature.set(capability.feature, [...(byFeature.get(capability.feature) ?? []), capability])
  return [...byFeature].map(([feature, said]) => {
    const reasons = [...new Set(said.flatMap(({ reason }) => reason ?? []))]
    const supported = isOfAll(feature) ? said.every((each) => each.supported) : said.some((each) => each.supported)
    return { feature, supported, ...(reasons.length > 0 && { reason: reasons.join('; ') }) }
  })
}

/** Several control planes as one: each is told everything and serves its own proxies. The first one's address is the answer of `start`. */
export function composeControlPlanes(planes: readonly [ControlPlane, ...ControlPlane[]]): ControlPlane {
  const [first, ...others] = planes
  return {
    ...composeDrivers(planes),
    async start() {
      const bound = await first.start()
      for (const plane of others) await plane.start()
      return bound
    },
    publish(desired) {
      for (const plane of planes) plane.publish(desired)
    },
    tryOn: (desired, proxyIds) => tryOnFirst(planes, desired, proxyIds),
    resend: (proxyId) => planes.some((plane) => plane.resend(proxyId)),
    lease(faults) {
      for (const plane of planes) plane.lease(faults)
    },
    leaseWeights(weights) {
      for (const plane of planes) plane.leaseWeights(weights)
    },
    adminWeights: (...asked) => new Map(planes.flatMap((plane) => [...(plane.adminWeights?.(...asked) ?? [])])),
    isWeightKey: (...asked) => planes.some((plane) => plane.isWeightKey?.(...asked)),
    heldKeys: (proxyId) => planes.flatMap((plane) => plane.heldKeys?.(proxyId) ?? []),
    readBackOf: (proxyId) => planes.map((plane) => plane.readBackOf?.(proxyId)).find((found) => found) ?? null,
    subscribe(listener) {
      const ends = planes.map((plane) => plane.subscribe(listener))
      return () => {
        for (const end of ends) end()
      }
    },
    async stop(drainMs) {
      await Promise.all(planes.map((plane) => plane.stop(drainMs)))
    },
  }
}

/** The first plane that steers any of these proxies has the word: what one kind of proxy accepts says nothing of another kind that keeps silent. */
async function tryOnFirst(planes: readonly ControlPlane[], desired: Desired, proxyIds: readonly string[]): Promise<TrialOutcome> {
  for (const plane of planes) {
    const outcome = await plane.tryOn(desired, proxyIds)
    if (outcome.kind !== 'unavailable' || outcome.proxyId !== null || outcome.isBusy) return outcome
  }
  return { kind: 'unavailable', proxyId: null }
}
