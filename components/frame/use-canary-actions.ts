'use client'
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import type { CanaryWire } from '@/lib/api/canaries'
import { abortCanary, pauseCanary, promoteCanary, resumeCanary } from '@/lib/api/canaries-queries'
import { canaryTarget } from './canary-words'
import { failedWrite } from './failed-write'
import { say } from './say'

type Asked = { id: string; reason: string }

/** The four things that a person may ask of a running canary. Abort never waits for another request. */
export const useAbortCanary = () =>
  useCanaryAction(abortCanary, 'not aborted', (canary) =>
    canary.state === 'ended'
      ? `The canary of ${canaryTarget(canary)} is over.`
      : `Aborting: ${canaryTarget(canary)} goes to 0 %. That is being proved, proxy by proxy.`,
  )
export const usePauseCanary = () =>
  useCanaryAction(pauseCanary, 'not paused', (canary) => `Paused: ${canaryTarget(canary)} keeps its weight until somebody resumes it.`)
export const useResumeCanary = () => useCanaryAction(resumeCanary, 'not resumed', (canary) => `${canaryTarget(canary)} goes on.`)
export const usePromoteCanary = () =>
  useCanaryAction(promoteCanary, 'not promoted', (canary) => `Promoting: ${canaryTarget(canary)} gets all of the traffic.`)

function useCanaryAction(act: (id: string, reason: string) => Promise<CanaryWire>, failed: string, done: (canary: CanaryWire) => string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, reason }: Asked) => act(id, reason),
    onSuccess: (canary) => say.done(done(canary)),
    onError: (error) => say.failed(failedWrite(`It was ${failed}`, error)),
    onSettled: () => refreshCanaries(client),
  })
}

/** What a step of a canary makes old. */
export function refreshCanaries(client: QueryClient): void {
  for (const key of ['canaries', 'policies', 'services', 'topology', 'changes']) void client.invalidateQueries({ queryKey: [key] })
}
