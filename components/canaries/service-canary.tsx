'use client'
import { useQuery } from '@tanstack/react-query'
import { canariesQuery } from '@/lib/api/canaries-queries'
import { isCanaryActive } from '@/lib/mesh/canary'
import { RunningCanary } from './running-canary'

/** The running canary of a service with its ways out; nothing where there is none. */
export function ServiceCanary({ service }: { service: string }) {
  const canaries = useQuery(canariesQuery({ active: 'true' })).data?.canaries ?? []
  return canaries
    .filter((canary) => canary.service === service && isCanaryActive(canary))
    .map((canary) => <RunningCanary key={canary.id} canary={canary} />)
}
