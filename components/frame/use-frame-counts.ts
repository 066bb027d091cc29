'use client'
import { useQuery } from '@tanstack/react-query'
import { canariesQuery } from '@/lib/api/canaries-queries'
import { faultsQuery } from '@/lib/api/faults-queries'
import { proxiesQuery } from '@/lib/api/proxies-queries'
import { servicesQuery } from '@/lib/api/services-queries'

export type PageCount = { count: number; tone: 'faint' | 'warn' | 'bad' | 'fault' | 'canary' }

/** Counts of the rail by path: faint, and coloured only where they count problems. Absent while not known. */
export function useFrameCounts(): Record<string, PageCount | undefined> {
  const services = useQuery(servicesQuery()).data?.services
  const proxies = useQuery(proxiesQuery()).data?.proxies
  const faults = useQuery(faultsQuery({ active: 'true' })).data?.faults
  const canaries = useQuery(canariesQuery({ active: 'true' })).data?.canaries
  const failing = services?.filter((service) => service.health === 'failing').length ?? 0
  const troubled = failing + (services?.filter((service) => service.health === 'degraded').length ?? 0)
  const silent =
    proxies?.filter((proxy) => !proxy.answering || !proxy.connected || proxy.sync.some((type) => type.status === 'NACKED')).length ?? 0
  return {
    '/': troubled > 0 ? { count: troubled, tone: failing > 0 ? 'bad' : 'warn' } : undefined,
    '/services': services && { count: services.filter((service) => service.kind === 'service').length, tone: 'faint' },
    '/canaries': canaries && { count: canaries.length, tone: canaries.length > 0 ? 'canary' : 'faint' },
    '/faults': faults && { count: faults.length, tone: faults.length > 0 ? 'fault' : 'faint' },
    '/proxies': proxies && (silent > 0 ? { count: silent, tone: 'bad' } : { count: proxies.length, tone: 'faint' }),
  }
}
