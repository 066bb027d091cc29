'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { canaryTarget } from '@/components/frame/canary-words'
import { failedWrite } from '@/components/frame/failed-write'
import { say } from '@/components/frame/say'
import { refreshCanaries } from '@/components/frame/use-canary-actions'
import { startCanary } from '@/lib/api/canaries-queries'
import { ApiError } from '@/lib/api/client'
import { forecastSentence } from './forecast-words'

type Versions = { version: string; baseline: string }

/** One click, one request: the server looks ahead with the preset normal and starts, or refuses; `onRefused` then shows what is in the way. */
export function useQuickCanary(service: string, onRefused: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (versions: Versions) =>
      startCanary({
        service,
        ...versions,
        preset: 'normal',
        onWorse: 'rollback',
        reason: `canary of ${service} ${versions.version}, by click`,
      }),
    onSuccess: (canary) => say.done(`Started the canary of ${canaryTarget(canary)}. ${forecastSentence(canary.forecast)}`),
    onError: (error) => {
      if (error instanceof ApiError && (error.code === 'conflict' || error.code === 'rejected')) onRefused()
      else say.failed(failedWrite('No canary was started', error))
    },
    onSettled: () => refreshCanaries(client),
  })
}
