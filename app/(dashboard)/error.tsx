'use client'
import { useEffect } from 'react'
import { QueryError } from '@/components/frame/query-error'

export default function DashboardError({ error, reset }: { error: Error; reset: () => void }) {
  useEffect(() => console.error(error), [error])
  return (
    <QueryError error={error} title="This page could not be shown" unchanged="Nothing in the mesh was changed by this." onRetry={reset} />
  )
}
