import { TableCell, TableHead } from '@/components/ui/table'
import type { ComparedWire } from '@/lib/api/compare'
import { showMarks } from '@/lib/mesh/display-name'
import { formatLatency, formatNumber, formatRatio } from '@/lib/mesh/format'
import { differenceLabel, kindWords, presenceWords, unitOf } from './difference-words'

/** The table's columns of the window that is compared with. */
export function ComparedHeads() {
  return (
    <>
      <TableHead>what changed</TableHead>
      <TableHead numeric>rps before</TableHead>
      <TableHead numeric>errors before</TableHead>
      <TableHead numeric>p95 before</TableHead>
    </>
  )
}

export function ComparedCells({ compared }: { compared: ComparedWire | undefined }) {
  const base = compared?.base
  const unit = compared ? unitOf(compared) : 'rps'
  const rate = base?.requestsPerSecond ?? base?.connectionsPerSecond
  return (
    <>
      <TableCell>
        {compared?.differences.map((difference) => (
          <span key={difference.kind} className="mr-2 whitespace-nowrap">
            <strong>{kindWords[difference.kind]}</strong> {differenceLabel(difference, unit)}
          </span>
        ))}
        {compared && <span className="text-muted">{showMarks(presenceWords(compared) ?? '')}</span>}
      </TableCell>
      <TableCell numeric>{unit === 'rps' || rate === undefined ? formatNumber(rate) : `${formatNumber(rate)} conn/s`}</TableCell>
      <TableCell numeric>{formatRatio(base?.errorRatio)}</TableCell>
      <TableCell numeric>{formatLatency(base?.latencyMs?.p95, base?.latencyBoundsMs?.p95)}</TableCell>
    </>
  )
}
