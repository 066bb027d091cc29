'use client'
import { useQuery } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import Link from 'next/link'
import { StopFaultButton } from '@/components/faults/stop-fault-button'
import { faultEffect, faultScope, faultTarget } from '@/components/frame/fault-words'
import { faultRoute } from '@/components/page/routes'
import { useNow } from '@/components/ui/use-now'
import { faultsQuery } from '@/lib/api/faults-queries'
import { isFaultActive } from '@/lib/mesh/fault'
import { formatCountdown } from '@/lib/mesh/format-time'

/** Live faults on the way to this service, each with its Stop; nothing where there are none. */
export function ServiceFaults({ service }: { service: string }) {
  const query = useQuery(faultsQuery({ active: 'true', service }))
  const now = useNow()
  const faults = (query.data?.faults ?? []).filter((fault) => isFaultActive(fault) && fault.service === service)
  if (faults.length === 0) return null
  return (
    <ul className="border-line border-b bg-fault-tint">
      {faults.map((fault) => (
        <li key={fault.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-6 py-2 text-13 max-sm:px-4">
          <FlaskConical size={16} aria-hidden className="shrink-0 text-fault" />
          <Link href={faultRoute(fault.id)} className="font-semibold text-fault hover:underline">
            {faultTarget(fault)}
          </Link>
          <span className="min-w-0 flex-1 break-words">
            {faultEffect(fault)}, {faultScope(fault)}
          </span>
          <span aria-live="off" className="font-semibold">
            {now === null ? '' : formatCountdown(Date.parse(fault.endsAt), now)} left
          </span>
          <StopFaultButton fault={fault} />
        </li>
      ))}
    </ul>
  )
}
