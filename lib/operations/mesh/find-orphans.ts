import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import { checkPolicy } from '@/lib/routing/check-policy'
import type { SteerTx } from '@/lib/store/store'
import type { MeshProblem } from './check-mesh'

/** Policies (but those edited together with the document), faults and canaries that name what the document does not have any more. */
export async function findOrphans(tx: SteerTx, document: MeshDocument, edited: ReadonlySet<ServiceName>): Promise<MeshProblem[]> {
  const problems: MeshProblem[] = []
  const specs = new Map(document.services.map((service) => [service.name, service]))
  for (const { policy } of await tx.policies.list()) {
    if (edited.has(policy.service)) continue
    const service = specs.get(policy.service)
    const check = service ? checkPolicy(policy, { service, mesh: document }) : { ok: true as const }
    if (!check.ok)
      problems.push({
        path: 'services',
        message: `the policy of ${policy.service} would not fit: ${check.problems[0]?.message ?? ''}; change the policy first`,
      })
  }
  for (const fault of await tx.faults.list({ active: true, limit: 1000 }))
    if (!specs.has(fault.service))
      problems.push({ path: 'services', message: `a fault runs on ${fault.service}; stop it first (${fault.id})` })
  for (const { record } of await tx.canaries.list({ active: true, limit: 1000 })) {
    const { id, service, version, baseline } = record.state.plan
    const versions = specs.get(service)?.versions.map(({ name }) => name) ?? []
    const gone = [version, baseline].filter((name) => !versions.includes(name))
    if (gone.length > 0)
      problems.push({ path: 'services', message: `a canary of ${service} compares ${gone.join(' and ')}; abort it first (${id})` })
  }
  return problems
}
