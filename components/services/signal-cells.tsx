import { TableCell } from '@/components/ui/table'
import type { ServiceSummary } from '@/lib/api/services'
import { formatLatency, formatNumber, formatRatio, noData } from '@/lib/mesh/format'

type Signals = ServiceSummary['signals']

/** Requests, errors and p95 as cells; `–` where there is no number, an interval where the quantile was not measured finer. */
export function RequestsCell({ signals }: { signals: Signals }) {
  return <TableCell numeric>{formatNumber(signals.requestsPerSecond)}</TableCell>
}

export function ErrorsCell({ signals, className }: { signals: Signals; className?: string | undefined }) {
  return (
    <TableCell numeric className={className}>
      {formatRatio(signals.errorRatio)}
    </TableCell>
  )
}

export function LatencyCell({ signals, quantile }: { signals: Signals; quantile: 'p50' | 'p95' | 'p99' }) {
  return <TableCell numeric>{latencyText(signals, quantile)}</TableCell>
}

export function latencyText(signals: Signals, quantile: 'p50' | 'p95' | 'p99'): string {
  if (signals.latencyMs === null) return noData
  return formatLatency(signals.latencyMs[quantile], signals.latencyBoundsMs?.[quantile])
}
