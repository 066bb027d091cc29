import type { Desired } from '@/lib/control-plane/control-plane'
import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import { defaultRule } from '@/lib/routing/default-rule'
import { defaultTimeoutMs } from '@/lib/routing/default-timeout'
import { parseDurationMs } from '@/lib/routing/parse-duration'
import type { WarningInput } from '@/lib/routing/warnings/warning-input'
import type { Traffic } from './measure-traffic'

type Edit = { former: Policy; policy: Policy; spec: ServiceSpec; desired: Desired; traffic: Traffic } & Pick<
  WarningInput,
  'consumers' | 'cannot' | 'unkeptWeights'
>

/** What the mesh, its policies and its faults say around one edit. `consumers`: connected proxies that would receive it. */
export function toWarningInput({ former, policy, spec, desired, traffic, ...reach }: Edit): WarningInput {
  const { mesh, faults } = desired
  const mayCall = callersOf(desired, spec.name)
  const callees = spec.calls ?? null
  return {
    before: former,
    after: policy,
    protocol: spec.protocol,
    versions: traffic.versions,
    ...reach,
    callers: traffic.callers,
    loads: traffic.loads,
    mayCall,
    callees,
    faults: faults.filter((fault) => fault.service === spec.name),
    faultsBehind: faults.filter(
      (fault) => fault.service !== spec.name && (callees?.includes(fault.service) ?? true) && (fault.caller ?? spec.name) === spec.name,
    ),
    canaries: (desired.canaries ?? []).filter(({ service }) => service === spec.name).map(({ id }) => id),
    callerTimeouts: mesh.services
      .filter((caller) => caller.name !== spec.name && mayCall.includes(caller.name))
      .flatMap(timeoutInto(desired)),
  }
}

/** Services without `calls` may call every one; a gateway calls what it routes to. */
function callersOf({ mesh }: Desired, service: ServiceName): ServiceName[] {
  const services = mesh.services.filter((caller) => !caller.external && (caller.calls?.includes(service) ?? true))
  const gateways = mesh.gateways.filter((gateway) => gateway.routes.some((route) => route.service === service))
  return [...services, ...gateways].map((caller) => caller.name)
}

/** How long requests into a caller may take by the default rule of its own policy. A timeout of 0 and a TCP service have no such end. */
function timeoutInto({ policies }: Desired): (caller: ServiceSpec) => WarningInput['callerTimeouts'] {
  const byService = new Map(policies.map(({ policy }) => [policy.service, policy]))
  return (caller) => {
    const policy = byService.get(caller.name)
    const rule = policy && defaultRule(policy)
    if (!rule || caller.protocol === 'tcp') return []
    const timeoutMs = rule.timeout === undefined ? defaultTimeoutMs : parseDurationMs(rule.timeout)
    return timeoutMs === null || timeoutMs === 0 ? [] : [{ caller: caller.name, timeoutMs }]
  }
}
