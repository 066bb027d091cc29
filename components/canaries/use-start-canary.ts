'use client'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { canaryTarget } from '@/components/frame/canary-words'
import { say } from '@/components/frame/say'
import { refreshCanaries } from '@/components/frame/use-canary-actions'
import { canaryRoute } from '@/components/page/routes'
import type { CanarySpecWire } from '@/lib/api/canaries'
import { canaryForecastQuery, startCanary } from '@/lib/api/canaries-queries'
import { type CanaryDraft, toForecastRequest } from './canary-draft'

/** What a start of this draft would be; asked again while the sheet is open, as traffic and holders change. */
export function useCanaryForecast(draft: CanaryDraft) {
  const isWhole = draft.service !== '' && draft.version !== '' && draft.baseline !== '' && draft.version !== draft.baseline
  return useQuery({
    ...canaryForecastQuery(toForecastRequest(draft)),
    enabled: isWhole,
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
    retry: false,
  })
}

/** Starts it and goes to its page, which closes the sheet: closing it by the URL as well would take the navigation back. */
export function useStartCanary() {
  const client = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: (spec: CanarySpecWire) => startCanary(spec),
    onSuccess: (canary) => {
      say.done(`The canary of ${canaryTarget(canary)} is stored; each step is proved in force before it is judged.`)
      router.push(canaryRoute(canary.id))
    },
    onSettled: () => refreshCanaries(client),
  })
}
