import type { CanaryOverlay } from '@/lib/mesh/canary'
import type { DriftWay, FoundDrift, InjectingPart } from '@/lib/mesh/drift'
import { parseFaultKey } from '@/lib/mesh/fault-key'
import { type ServiceName, versionId } from '@/lib/mesh/names'
import type { DiffLine } from '@/lib/mesh/plan'
import type { LoadedPolicy, Policy, StoredPolicy } from '@/lib/mesh/policy'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { isSteerable } from '@/lib/mesh/proxy-state'
import { overlayPolicy } from './canary-weights'
import { diffPolicy } from './diff-policy'
import { samePolicyMeaning } from './policy-meaning'

/** What one proxy says of itself. `routes` is null where its routes need not be ours: it is static, or behind with what it was sent. */
export type DriftReading = {
  identity: ProxyIdentity
  isConnected: boolean
  /** Values of its admin runtime layer. */
  overrides: ReadonlyMap<string, string>
  /** Whether some control plane holds its stream; null where it does not say. */
  hasControlPlane: boolean | null
  routes: ReadonlyMap<ServiceName, LoadedPolicy> | null
  /** What its fault filters inject now. */
  injecting: readonly InjectingPart[]
}
export type DriftExpectation = {
  policies: readonly StoredPolicy[]
  canaries: readonly CanaryOverlay[]
  /** Faults that are on, or on their way out. */
  faultIds: readonly string[]
  /** Keys that Outrider itself sets in the admin layer now. */
  ownKeys: readonly string[]
}

const yes: DriftWay = { possible: true }
const no = (reason: string): DriftWay => ({ possible: false, reason })

/** Everything one proxy runs that nobody asked for. Meaning is compared, not text; an empty list says that nothing was found in what could be read. */
export function findDrift(reading: DriftReading, expected: DriftExpectation): FoundDrift[] {
  return [
    ...findOverrides(reading, expected),
    ...findForeignFaults(reading, expected),
    ...findControlPlane(reading),
    ...findRoutes(reading, expected),
  ]
}

function findOverrides({ identity, overrides }: DriftReading, { ownKeys }: DriftExpectation): FoundDrift[] {
  return [...overrides]
    .filter(([key]) => !ownKeys.includes(key))
    .map(([key, value]) => ({
      id: `runtime_override ${identity.id} ${key}`,
      kind: 'runtime_override',
      proxyId: identity.id,
      service: identity.service,
      subject: key,
      sentence: `${identity.id} has ${key} = ${value} in its admin runtime layer, which nobody asked Outrider for`,
      diff: [addedLine(1, `${key}: ${value}`)],
      policy: null,
      policyRevision: null,
      adopt: no('a value of the admin layer is not part of any policy: set what it is meant to do as a policy or a fault'),
      overwrite: isSteerable(identity) ? yes : no(identity.levers?.problem ?? 'nothing of this proxy can be changed from here'),
    }))
}

/** Faults that no lease owns. What the admin layer holds is told as that, once. */
function findForeignFaults(
  { identity, isConnected, overrides, injecting }: DriftReading,
  { faultIds, ownKeys }: DriftExpectation,
): FoundDrift[] {
  const byId = new Map<string, FoundDrift>()
  for (const { part, percent, key, isValue, place } of injecting) {
    const fault = parseFaultKey(key)
    if ((fault && faultIds.includes(fault.faultId)) || (isValue && (ownKeys.includes(key) || overrides.has(key)))) continue
    const subject = isValue ? key : `${place}: ${part}`
    const where = isValue ? `by ${key} in a runtime layer` : `by its own configuration at ${place}`
    const isIdle = place === null
    byId.set(`foreign_fault ${identity.id} ${subject}`, {
      id: `foreign_fault ${identity.id} ${subject}`,
      kind: 'foreign_fault',
      proxyId: identity.id,
      service: identity.service,
      subject,
      sentence: isIdle
        ? `${identity.id} holds ${key} = ${percent} % of a fault that Outrider does not run; no filter obeys it now`
        : `${identity.id} injects ${part} on ${percent} % of requests ${where}, and no fault of Outrider owns it`,
      diff: [addedLine(1, `${part}: ${percent} % ${where}`)],
      policy: null,
      policyRevision: null,
      adopt: no('a fault is never part of a policy: start one that ends by itself'),
      overwrite:
        !identity.isStatic && isConnected
          ? yes
          : no(`it is set ${isValue ? 'in a layer' : 'in a configuration'} that Outrider does not write: take it out there`),
    })
  }
  return [...byId.values()]
}

function findControlPlane({ identity, isConnected, hasControlPlane }: DriftReading): FoundDrift[] {
  if (identity.isStatic || isConnected || hasControlPlane !== true) return []
  const reason = 'its bootstrap names the other one: start it with the one that `outrider bootstrap` prints'
  return [
    {
      id: `foreign_control_plane ${identity.id}`,
      kind: 'foreign_control_plane',
      proxyId: identity.id,
      service: identity.service,
      subject: identity.service,
      sentence: `${identity.id} is connected to another control plane than this one`,
      diff: [],
      policy: null,
      policyRevision: null,
      adopt: no('what another control plane sends is not known here'),
      overwrite: no(reason),
    },
  ]
}

function findRoutes({ identity, isConnected, routes }: DriftReading, { policies, canaries }: DriftExpectation): FoundDrift[] {
  if (!routes) return []
  const caller = identity.version === null ? identity.service : versionId(identity.service, identity.version)
  const asked = new Map(policies.map((stored) => [stored.policy.service, stored]))
  return [...routes].flatMap(([service, loaded]): FoundDrift[] => {
    const { policy, revision = null } = asked.get(service) ?? {}
    const overlay = canaries.find((canary) => canary.service === service)
    const expected = policy && overlay ? overlayPolicy(policy, overlay) : policy
    const difference = expected ? samePolicyMeaning(expected, loaded, caller) : 'no policy of this service exists'
    if (difference === null) return []
    const { unread, isTcp: _isTcp, ...found } = loaded
    return [
      {
        id: `foreign_routes ${identity.id} ${service}`,
        kind: 'foreign_routes',
        proxyId: identity.id,
        service,
        subject: service,
        sentence: `${identity.id} routes to ${service} otherwise than its policy says: ${difference}`,
        diff: diffPolicy(expected ?? null, found),
        policy: found,
        policyRevision: revision,
        adopt: howToAdopt(policy, loaded, overlay !== undefined),
        overwrite: isConnected ? yes : no('it is not connected: it cannot be sent anything'),
      },
    ]
  })
}

function howToAdopt(policy: Policy | undefined, loaded: LoadedPolicy, hasCanary: boolean): DriftWay {
  if (!policy) return no('the service is not in the mesh document: declare it first')
  if (hasCanary) return no('a canary runs on this service and steers its weights: end it first')
  if (loaded.unread?.length) return no(`a policy cannot say all that runs: ${loaded.unread.join(', ')}`)
  if (loaded.isTcp && policy.rules.some((rule) => rule.idleTimeout !== undefined))
    return no('the idle timeout stands beside the weights that were read: edit the policy instead')
  if (policy.rules.some((rule) => rule.match?.caller !== undefined || (rule.rateLimit?.callers ?? []).length > 0))
    return no('the policy has rules for single callers, and one proxy shows only its own: edit the policy instead')
  return yes
}

const addedLine = (line: number, text: string): DiffLine => ({ kind: 'added', before: null, after: line, text })

/** An edited policy that no known proxy takes part of. Without any proxy nothing can be said. */
export const unusedPolicy = (service: ServiceName, revision: number): FoundDrift => ({
  id: `unused_policy ${service}`,
  kind: 'unused_policy',
  proxyId: null,
  service,
  subject: service,
  sentence: `No known proxy calls ${service}, so revision ${revision} of its policy shapes no traffic`,
  diff: [],
  policy: null,
  policyRevision: null,
  adopt: no('there is nothing that runs instead'),
  overwrite: no('there is no proxy to send it to: let a service call it (`calls` of the mesh document), or start its callers'),
})
