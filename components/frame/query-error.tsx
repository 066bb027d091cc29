'use client'
import { ErrorState } from '@/components/ui/error-state'
import { ApiError } from '@/lib/api/client'

type Props = { error: Error; title: string; unchanged?: string; onRetry?: () => void; size?: 'page' | 'inline' }

/** A failed call as a page or part shows it. */
export function QueryError({ error, ...rest }: Props) {
  const isOurs = error instanceof ApiError
  return (
    <ErrorState
      {...rest}
      message={isOurs ? error.message : 'This page has a fault of its own; the details are in the browser’s console.'}
      requestId={isOurs ? error.requestId : null}
    />
  )
}
