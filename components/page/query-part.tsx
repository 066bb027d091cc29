'use client'
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { QueryError } from '@/components/frame/query-error'
import { cx } from '@/components/ui/cx'
import { ApiError } from '@/lib/api/client'
import { StaleNote } from './stale-note'

type Props<T> = {
  query: UseQueryResult<T>
  /** As in "The services could not be read". */
  what: string
  skeleton: ReactNode
  /** Shown instead of an error when the API says that there is no such thing. */
  missing?: ReactNode
  size?: 'page' | 'inline'
  children: (value: T) => ReactNode
}

/** A part of a page and its states: skeleton, error, old numbers greyed with their age while no new ones come, and the part itself. */
export function QueryPart<T>({ query, what, skeleton, missing, size = 'page', children }: Props<T>) {
  const retry = () => void query.refetch()
  const error = useLastError(query)
  if (query.data === undefined) {
    if (!error) return skeleton
    if (missing && error instanceof ApiError && error.code === 'not_found') return missing
    return <QueryError error={error} title={`${what} could not be read`} unchanged="Nothing was changed." onRetry={retry} size={size} />
  }
  return (
    <>
      {query.isError && <StaleNote at={query.dataUpdatedAt} message={query.error.message} onRetry={retry} />}
      <div className={cx((query.isError || query.isPlaceholderData) && 'opacity-60')}>{children(query.data)}</div>
    </>
  )
}

/** The error of a query that never had an answer, also while it is tried again: a page does not blink between error and skeleton. */
function useLastError<T>(query: UseQueryResult<T>): Error | null {
  const [last, setLast] = useState<Error | null>(null)
  if (query.error && query.error !== last) setLast(query.error)
  if (query.error) return query.error
  return query.errorUpdatedAt > 0 ? last : null
}
