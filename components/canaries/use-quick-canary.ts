'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { canaryTarget } from '@/components/frame/canary-words'
import { failedWrite } from '@/components/frame/failed-write'
import { say } from '@/components/frame/say'
import { refreshCanaries } from '@/components/frame/use-canary-actions'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { canaryForecastQuery, startCanary } from '@/lib/api/canaries-queries'
import { forecastSentence } from './forecast-words'

type Versions = { version: string; baseline: string }
type Outcome = { kind: 'started'; canary: CanaryDetailWire; forecast: string } | { kind: 'refused' }

/** One click: looks ahead with the preset normal and, where nothing forbids it and nobody has the route, starts. Else nothing is sent and `onRefused` shows why. */
export function useQuickCanary(service: string, onRefused: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (versions: Versions): Promise<Outcome> => {
      const request = { service, ...versions, preset: 'normal' as const, onWorse: 'rollback' as const }
      const plan = await client.fetchQuery({ ...canaryForecastQuery(request), staleTime: 0 })
      if (plan.problems.length > 0 || plan.holder !== null) return { kind: 'refused' }
      const canary = await startCanary({ ...request, reason: `canary of ${service} ${versions.version}, by click` })
      return { kind: 'started', canary, forecast: forecastSentence(plan.forecast) }
    },
    onSuccess: (outcome) => {
      if (outcome.kind === 'refused') onRefused()
      else say.done(`Started the canary of ${canaryTarget(outcome.canary)}. ${outcome.forecast}`)
    },
    onError: (error) => say.failed(failedWrite('No canary was started', error)),
    onSettled: () => refreshCanaries(client),
  })
}
