import { Check } from 'lucide-react'
import { TableCell } from '@/components/ui/table'
import type { ProxyWire } from '@/lib/api/proxies'

export const syncTypes = ['CDS', 'EDS', 'LDS', 'RDS', 'RTDS'] as const
type Status = ProxyWire['sync'][number]['status']

/** One cell per resource type: a quiet tick, or the loud word; one hatched cell across where nothing can be known. */
export function SyncCells({ proxy }: { proxy: ProxyWire }) {
  if (proxy.isStatic) {
    return (
      <TableCell colSpan={syncTypes.length} className="text-center! text-faint">
        read, not steered
      </TableCell>
    )
  }
  if (!proxy.connected && !proxy.sync.some((type) => type.status === 'NACKED')) {
    return (
      <TableCell colSpan={syncTypes.length}>
        <span className="hatched block rounded-sm py-0.5 text-center text-muted">not connected: unknown</span>
      </TableCell>
    )
  }
  return syncTypes.map((type) => (
    <TableCell key={type} className="text-center!">
      <SyncMark status={proxy.sync.find((each) => each.type === type)?.status ?? 'NOT_SENT'} />
    </TableCell>
  ))
}

export function SyncMark({ status }: { status: Status }) {
  switch (status) {
    case 'SYNCED':
      return (
        <>
          <Check size={14} aria-hidden className="inline text-ok-quiet" />
          <span className="sr-only">synced</span>
        </>
      )
    case 'STALE':
      return <span className="text-11 font-semibold text-warn">STALE</span>
    case 'NACKED':
      return <span className="text-11 font-semibold text-bad">NACKED</span>
    case 'NOT_SENT':
      return <span className="text-11 text-faint">not sent</span>
  }
}
