'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { stopAllFaults, stopFault } from '@/lib/api/faults-queries'
import { failedWrite } from './failed-write'
import { say } from './say'

/** Stop one fault; never waits for another request. */
export function useStopFault() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason?: string }) => stopFault(id, reason ?? 'stopped by hand'),
    onSuccess: (fault) => say.done(`Stopping the fault on ${fault.service}. Its removal is being proved, proxy by proxy.`),
    onError: (error) => say.failed(failedWrite('The fault was not stopped', error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['faults'] }),
  })
}

/** The red button: all faults, by both ways, and all canaries; no new ones until it is released. */
export function useStopAll() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (reason: string) => stopAllFaults(reason),
    onSuccess: ({ stopped }) =>
      say.done(
        `Stopping ${stopped.length === 1 ? '1 experiment' : `${stopped.length} experiments`}. New faults and canaries are locked out until you release the lock.`,
      ),
    onError: (error) => say.failed(failedWrite('Not everything was stopped', error)),
    onSettled: () => Promise.all(['faults', 'canaries'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  })
}
