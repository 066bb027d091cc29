import type { Millis } from './names'
import type { Instance } from './proxy'

export type Deregistration = { leaves: string[]; kept: { proxyIds: string[]; reason: string }[] }

/**
 * Which disconnected instances leave the mesh now. An instance leaves `deregisterAfterMs` after its stream was lost, but never when that would empty
 * a version or take more than half of a service at once: then all of that service's stay, with the reason. Answers proxy ids; O(instances).
 */
export function planDeregistration(instances: readonly Instance[], now: Millis, deregisterAfterMs: number): Deregistration {
  const byService = new Map<string, Instance[]>()
  for (const instance of instances) byService.set(instance.service, [...(byService.get(instance.service) ?? []), instance])
  const plan: Deregistration = { leaves: [], kept: [] }
  for (const [service, all] of byService) {
    const due = all.filter((instance) => !instance.connected && now - instance.connectionChangedAt >= deregisterAfterMs)
    if (due.length === 0) continue
    const refusal = refuse(service, all, due)
    if (refusal) plan.kept.push({ proxyIds: due.map((instance) => instance.proxyId), reason: refusal })
    else plan.leaves.push(...due.map((instance) => instance.proxyId))
  }
  return plan
}

function refuse(service: string, all: readonly Instance[], due: readonly Instance[]): string | null {
  const gone = new Set(due.map((instance) => instance.proxyId))
  const emptied = [...new Set(due.map((instance) => instance.version))].find((version) =>
    all.every((other) => other.version !== version || gone.has(other.proxyId)),
  )
  if (emptied) return `taking ${due.length} disconnected out would leave ${service} ${emptied} without an instance`
  if (due.length * 2 > all.length) return `taking ${due.length} of ${all.length} instances of ${service} out at once is more than half`
  return null
}
