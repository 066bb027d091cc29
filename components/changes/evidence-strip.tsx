import { cx } from '@/components/ui/cx'
import type { ChangeWire } from '@/lib/api/changes'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'

type Row = ChangeWire['evidence'][number]
const shown = 24

/** One square of 9 px per calling proxy: filled when loaded, stronger when observed, amber while it lags, red when it refused, an open frame when it cannot take the change. */
export function EvidenceStrip({ evidence, settled }: { evidence: readonly Row[]; settled: boolean }) {
  if (evidence.length === 0) return null
  const rest = evidence.length - shown
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-0.5" role="img" aria-label={inWords(evidence)}>
      {evidence.slice(0, shown).map((row) => (
        <span
          key={row.proxyId}
          title={`${displayName(row.proxyId)}: ${row.stage}${row.reason ? `, ${displayName(row.reason, 120)}` : ''}`}
          className={cx('size-[9px] rounded-[2px] border', looksOf(row, settled))}
        />
      ))}
      {rest > 0 && <span className="text-11 text-faint">+{rest}</span>}
    </span>
  )
}

function looksOf(row: Row, settled: boolean): string {
  if (row.stage === 'rejected') return 'border-bad-mark bg-bad-mark'
  if (row.stage === 'observed') return 'border-ok bg-ok'
  if (row.stage === 'loaded') return 'border-ok-quiet bg-ok-quiet'
  if (row.stage === 'unsupported') return 'border-dashed border-line-strong'
  return settled ? 'border-line-strong' : 'border-warn-mark bg-warn-mark'
}

function inWords(evidence: readonly Row[]): string {
  const stages = ['rejected', 'stored', 'accepted', 'loaded', 'observed', 'unsupported'] as const
  const counts = stages
    .map((stage) => [stage, evidence.filter((row) => row.stage === stage).length] as const)
    .filter(([, count]) => count > 0)
  return `${formatPlural(evidence.length, 'proxy', 'proxies')}: ${counts.map(([stage, count]) => `${count} ${stage}`).join(', ')}`
}
