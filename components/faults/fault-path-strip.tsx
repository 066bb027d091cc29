'use client'
import { useQuery } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import Link from 'next/link'
import { serviceRoute } from '@/components/page/routes'
import { Chip } from '@/components/ui/chip'
import { cx } from '@/components/ui/cx'
import type { FaultWire } from '@/lib/api/faults'
import { topologyQuery } from '@/lib/api/topology-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatMs, formatRate, formatRatio } from '@/lib/mesh/format'
import { faultPath, type PathEnd } from './fault-path'

/** Where the fault sits, on the way that most requests take into it, with what each service there answers now. */
export function FaultPathStrip({ fault }: { fault: FaultWire }) {
  const graph = useQuery(topologyQuery({ view: 'service', from: 'now-1m', to: 'now', focus: fault.service, depth: 2 })).data
  if (!graph) return <div className="h-12" />
  const { above, caller, target } = faultPath(fault, graph)
  return (
    <section aria-label="The way into the fault" className="flex min-w-0 items-center">
      {above && (
        <>
          <End end={above} className="max-sm:hidden" />
          <Line className="max-sm:hidden" />
        </>
      )}
      {caller && <End end={caller} />}
      <Line isFaulted />
      <Chip tone="fault" icon={<FlaskConical size={12} aria-hidden />}>
        {percents(fault)}
      </Chip>
      <Line isFaulted />
      <End end={target} />
    </section>
  )
}

function End({ end: { id, node, others }, className }: { end: PathEnd; className?: string }) {
  const name = id.slice(id.indexOf('/') + 1)
  const { requestsPerSecond = null, errorRatio = null, latencyMs = null } = node?.inbound ?? {}
  const figures = [formatRate(requestsPerSecond), formatRatio(errorRatio), formatMs(latencyMs?.p95)]
  return (
    <Link
      href={serviceRoute(id)}
      title={displayName(id)}
      className={cx('min-w-0 max-w-44 flex-1 rounded-md border border-line-strong bg-panel px-2 py-1 hover:bg-hover', className)}
    >
      <span className="block truncate font-semibold text-12">
        {displayName(name, 40)}
        {others > 0 && <span className="font-normal text-faint"> and {others} more</span>}
      </span>
      <span className="flex justify-between gap-2 whitespace-nowrap text-11 text-muted">
        {figures.map((figure, index) => (
          <span key={figureNames[index]} title={figureNames[index]} className={cx(index > 0 && 'max-sm:hidden')}>
            {figure}
          </span>
        ))}
      </span>
    </Link>
  )
}

const figureNames = ['requests per second', 'errors', 'p95']

const Line = ({ isFaulted, className }: { isFaulted?: boolean; className?: string }) => (
  <span aria-hidden className={cx('h-0.5 w-6 shrink-0 max-sm:w-2', isFaulted ? 'bg-fault' : 'bg-line-strong', className)} />
)

const percents = ({ abort, delay, bandwidth }: FaultWire): string =>
  [abort, delay, bandwidth].flatMap((part) => (part ? [`${part.percent} %`] : [])).join(' + ')
