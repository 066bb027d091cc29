import { Section } from '@/components/page/section'
import { cx } from '@/components/ui/cx'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ServiceDetail } from '@/lib/api/services'
import { formatCount, formatNumber, formatRatio, noData } from '@/lib/mesh/format'
import { type AnswerRow, answerRows, flagRows } from './answer-rows'

/** How requests were answered, and what befell them on their way, in words. */
export function ServiceAnswers({ service }: { service: ServiceDetail }) {
  const { traffic, protocol } = service
  const note = traffic?.side === 'server' ? 'counted by its own proxies' : 'counted by its callers'
  if (!traffic)
    return (
      <Section title="Answers">
        <p className="text-12 text-muted">No proxy counted requests to it in this time, so nothing is known of its answers.</p>
      </Section>
    )
  return (
    <Section title="Answers" note={note}>
      {protocol !== 'tcp' && (
        <Rows label="Answers by class" head="answer" rows={answerRows(traffic, protocol)} of={traffic.counts.requests ?? 0} />
      )}
      <div className="mt-3">
        <Rows label="What befell requests" head="on the way" rows={flagRows(traffic, protocol)} of={null} />
      </div>
      <p className="mt-2 text-12 text-muted">
        Letters are Envoy’s flags in access logs. Resets (UC, UR), missing routes (NR) and rate limits (RL) have no counter per service, so
        they are not shown apart.
      </p>
    </Section>
  )
}

function Rows({ label, head, rows, of }: { label: string; head: string; rows: readonly AnswerRow[]; of: number | null }) {
  return (
    <Table label={label} size="panel" className="min-w-[440px]">
      <thead>
        <tr className="bg-bg">
          <TableHead>{head}</TableHead>
          <TableHead>
            <span className="sr-only">in words</span>
          </TableHead>
          <TableHead numeric>count</TableHead>
          <TableHead numeric>per second</TableHead>
          {of !== null && <TableHead numeric>share</TableHead>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, flag, words, count, perSecond }) => (
          <TableRow key={name}>
            <TableCell className="whitespace-nowrap">
              <span className={cx((count ?? 0) > 0 && name !== '2xx' && name !== 'succeeded' && 'font-semibold')}>{name}</span>
              {flag && <span className="ml-1.5 font-mono text-faint">{flag}</span>}
            </TableCell>
            <TableCell className="text-muted">{words}</TableCell>
            <TableCell numeric>{count === null ? noData : formatCount(count)}</TableCell>
            <TableCell numeric>{formatNumber(perSecond)}</TableCell>
            {of !== null && <TableCell numeric>{formatRatio(of > 0 && count !== null ? count / of : null)}</TableCell>}
          </TableRow>
        ))}
      </tbody>
    </Table>
  )
}
