'use client'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { QueryPart } from '@/components/page/query-part'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { Section } from '@/components/page/section'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { FaultReportWire } from '@/lib/api/faults'
import { faultReportQuery } from '@/lib/api/faults-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatCount, formatMs, formatRatio, noData } from '@/lib/mesh/format'

type Hop = FaultReportWire['report']['hops'][number]
type Counts = NonNullable<Hop['before']>

/** What the fault did, hop by hop, before, during and after; as Markdown to take away. */
export function ReportPart({ id }: { id: string }) {
  const query = useQuery(faultReportQuery(id))
  const markdown = query.data?.markdown
  return (
    <Section
      title="Report"
      end={
        markdown && (
          <span className="flex gap-2">
            <CopyButton text={markdown} label="Copy the report as Markdown" words="Copy as Markdown" />
            <Button icon={<Download size={14} aria-hidden />} onClick={() => save(`fault-${id}.md`, markdown)}>
              Download
            </Button>
          </span>
        )
      }
    >
      <QueryPart query={query} what="The report" size="inline" skeleton={<RowSkeleton rows={4} />}>
        {({ report }) => (
          <>
            <ul className="mb-3 flex list-disc flex-col gap-1 pl-4 text-13">
              {report.sentences.map((sentence) => (
                <li key={sentence} className="break-words">
                  {displayName(sentence, 600)}
                </li>
              ))}
            </ul>
            {!report.isComplete && <p className="mb-3 text-12 text-muted">The time after it is not counted yet: this is not final.</p>}
            <Hops hops={report.hops} />
          </>
        )}
      </QueryPart>
    </Section>
  )
}

function Hops({ hops }: { hops: readonly Hop[] }) {
  if (hops.length === 0) return <p className="text-12 text-muted">No call in its scope, or on the way to it, was counted.</p>
  return (
    <Table label="Calls before, during and after" size="panel" className="min-w-[720px]">
      <thead>
        <tr className="bg-bg">
          <TableHead>calls</TableHead>
          <TableHead numeric>failed before</TableHead>
          <TableHead numeric>during</TableHead>
          <TableHead numeric>after</TableHead>
          <TableHead numeric>p95 before</TableHead>
          <TableHead numeric>during</TableHead>
          <TableHead numeric>after</TableHead>
          <TableHead numeric>aborted</TableHead>
        </tr>
      </thead>
      <tbody>
        {hops.map(({ source, target, isFaulted, before, during, after }) => (
          <TableRow key={`${source} ${target}`}>
            <TableCell>
              {displayName(source)} → {displayName(target)}
              {isFaulted && <span className="ml-2 font-medium text-fault">the fault</span>}
            </TableCell>
            {[before, during, after].map((counts, index) => (
              <TableCell key={periods[index]} numeric>
                {failed(counts)}
              </TableCell>
            ))}
            {[before, during, after].map((counts, index) => (
              <TableCell key={periods[index]} numeric>
                {formatMs(counts?.p95Ms)}
              </TableCell>
            ))}
            <TableCell numeric>{during ? formatCount(during.aborts) : noData}</TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  )
}

const periods = ['before', 'during', 'after'] as const
const failed = (counts: Counts | null): string => (counts ? formatRatio(counts.errorRatio) : noData)

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
