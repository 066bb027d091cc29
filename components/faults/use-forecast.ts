'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { faultForecastQuery } from '@/lib/api/faults-queries'
import type { Protocol } from '@/lib/mesh/mesh-document'
import { type FaultDraft, toForecastRequest } from './fault-draft'

/** The forecast of the draft while it is written; that of the last draft that could be sent until the new one is there. */
export function useForecast(draft: FaultDraft, protocol: Protocol | null) {
  const request = useDeferredValue(toForecastRequest(draft, protocol))
  return useQuery({ ...faultForecastQuery(request), placeholderData: keepPreviousData, staleTime: 5_000, retry: false })
}
