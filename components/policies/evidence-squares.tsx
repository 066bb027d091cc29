import { cx } from '@/components/ui/cx'
import { Tooltip } from '@/components/ui/tooltip'
import { displayName } from '@/lib/mesh/display-name'
import { type EvidenceRow, type StageName, stages } from './evidence-times'

type Props = {
  rows: readonly EvidenceRow[]
  size: 'sheet' | 'change' | 'table' /** After this long a row that is not loaded counts as late. */
  isLate: boolean
}

const boxes = { sheet: 'size-11 p-1 gap-0.5', change: 'size-9 p-1 gap-0.5', table: 'size-[9px] p-0 gap-px' }

/** One square per proxy, four bars from below: stored, accepted, loaded, observed. A laggard is amber, a refusal red, one that cannot take it an open frame; names under the large ones. */
export function EvidenceSquares({ rows, size, isLate }: Props) {
  return (
    <ul aria-label="Evidence per proxy" className={cx('flex flex-wrap', size === 'table' ? 'gap-0.5' : 'gap-x-3 gap-y-2')}>
      {rows.map((row) => {
        const tone =
          row.stage === 'unsupported' ? 'none' : row.stage === 'rejected' ? 'bad' : isLate && row.at.loaded === undefined ? 'warn' : 'ok'
        const words = `${displayName(row.proxyId)}: ${row.stage}${row.reason ? `, ${row.reason}` : ''}`
        return (
          <li key={row.proxyId} className={size === 'table' ? '' : 'flex min-w-11 flex-col items-center gap-1'}>
            <Tooltip text={words}>
              <span
                role="img"
                aria-label={words}
                className={cx('flex flex-col-reverse rounded-sm', boxes[size], size !== 'table' && 'border', frames[tone])}
              >
                {stages.map((stage) => (
                  <span key={stage} className={cx('w-full flex-1 rounded-[1px]', toBar(row, stage, tone))} />
                ))}
              </span>
            </Tooltip>
            {size === 'sheet' && (
              <span
                className={cx(
                  'max-w-24 truncate text-11',
                  tone === 'ok' || tone === 'none' ? 'text-muted' : tone === 'warn' ? 'font-semibold text-warn' : 'font-semibold text-bad',
                )}
              >
                {displayName(row.proxyId, 18)}
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

const frames = { none: 'border-dashed border-line-strong', ok: 'border-line-strong', warn: 'border-warn-mark', bad: 'border-bad-mark' }

function toBar(row: EvidenceRow, stage: StageName, tone: keyof typeof frames): string {
  if (tone === 'none') return ''
  if (row.at[stage] === undefined) return 'bg-hover'
  if (tone === 'warn') return 'bg-warn-mark'
  if (tone === 'bad') return 'bg-bad-mark'
  return stage === 'observed' ? 'bg-ok' : 'bg-ok-quiet'
}
