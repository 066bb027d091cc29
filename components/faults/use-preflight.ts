'use client'
import { useQuery } from '@tanstack/react-query'
import { unsupportedParts, whyUnsupported } from '@/components/services/steer-reasons'
import { faultsQuery } from '@/lib/api/faults-queries'
import { policiesQuery, policyQuery } from '@/lib/api/policies-queries'
import type { ServiceSummary } from '@/lib/api/services'
import { topologyQuery } from '@/lib/api/topology-queries'
import { affectedTraffic, callersOf } from './affected-traffic'
import type { FaultDraft } from './fault-draft'
import { preflight } from './preflight'

const useEdges = () => useQuery(topologyQuery({ view: 'version', from: 'now-5m', to: 'now' })).data?.edges ?? []

/** Who called the service in the last 5 min. */
export const useCallers = (service: string): string[] => callersOf(service, useEdges())

/** Everything the form knows of the mesh: what would be touched, and what speaks against it. */
export function usePreflight(draft: FaultDraft, services: readonly ServiceSummary[]) {
  const edges = useEdges()
  const faults = useQuery(faultsQuery({ active: 'true' })).data
  const policies = useQuery(policiesQuery()).data?.policies ?? []
  const target = useQuery({ ...policyQuery(draft.service), enabled: draft.service !== '' }).data
  const traffic = affectedTraffic(draft, edges)
  const items = preflight({
    draft,
    service: services.find((service) => service.name === draft.service),
    traffic,
    activeFaults: faults?.faults ?? [],
    callerPolicy: policies.find((each) => each.policy.service === draft.caller)?.policy,
    unsupported: target ? whyUnsupported(target.capabilities, 'fault') : null,
    isLocked: faults?.lock?.locked ?? false,
  })
  return { traffic, items, unsupported: unsupportedParts(target?.capabilities ?? []) }
}
