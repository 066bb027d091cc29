'use client'
import { useQuery } from '@tanstack/react-query'
import { canariesQuery } from '@/lib/api/canaries-queries'
import { faultsQuery } from '@/lib/api/faults-queries'
import { summaryQuery } from '@/lib/api/summary-queries'

export type PageCount = { count: number; tone: 'faint' | 'warn' | 'bad' | 'fault' | 'canary' }

/** Counts of the rail by path: faint, and coloured only where they count problems. Absent while not known. */
export function useFrameCounts(): Record<string, PageCount | undefined> {
  const summary = useQuery(summaryQuery()).data
  const faults = useQuery(faultsQuery({ active: 'true' })).data?.faults
  const canaries = useQuery(canariesQuery({ active: 'true' })).data?.canaries
  const failing = summary?.services.failing ?? 0
  const troubled = failing + (summary?.services.degraded ?? 0)
  const silent = summary?.proxies.troubled ?? 0
  return {
    '/': troubled > 0 ? { count: troubled, tone: failing > 0 ? 'bad' : 'warn' } : undefined,
    '/services': summary && { count: summary.services.total, tone: 'faint' },
    '/canaries': canaries && { count: canaries.length, tone: canaries.length > 0 ? 'canary' : 'faint' },
    '/faults': faults && { count: faults.length, tone: faults.length > 0 ? 'fault' : 'faint' },
    '/proxies': summary && (silent > 0 ? { count: silent, tone: 'bad' } : { count: summary.proxies.total, tone: 'faint' }),
  }
}
