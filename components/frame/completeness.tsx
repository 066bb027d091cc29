'use client'
import { useQuery } from '@tanstack/react-query'
import { Server } from 'lucide-react'
import Link from 'next/link'
import { cx } from '@/components/ui/cx'
import { Popover } from '@/components/ui/popover'
import { toPath } from '@/lib/api/client'
import { summaryQuery } from '@/lib/api/summary-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { asRoute } from './as-route'

type SilentProxy = { id: string; reason: string }

/** "12 of 12 answering"; a click lists the silent ones with their reasons. */
export function Completeness() {
  const proxies = useQuery(summaryQuery()).data?.proxies
  if (!proxies) return null
  const { total, answering, silent } = proxies
  const words = total === 0 ? '0 proxies' : `${answering} of ${total} answering`
  const looks = cx(
    'inline-flex h-7 items-center gap-2 whitespace-nowrap rounded-md px-2 text-12 font-medium hover:bg-hover max-sm:hidden',
    answering < total ? 'text-warn' : 'text-muted',
  )
  return (
    <Popover
      label="Proxies that do not answer"
      trigger={
        <button type="button" className={looks}>
          <Server size={14} aria-hidden />
          {words}
        </button>
      }
    >
      <SilentList silent={silent} quiet={total - answering} total={total} />
    </Popover>
  )
}

/** `quiet`: how many are silent, listed or not. */
function SilentList({ silent, quiet, total }: { silent: readonly SilentProxy[]; quiet: number; total: number }) {
  if (total === 0) return <p>No proxy has connected, and no target is configured.</p>
  if (quiet === 0) return <p>All {formatPlural(total, 'proxy', 'proxies')} answer. Every number is of all of them.</p>
  return (
    <>
      <p className="mb-2 font-semibold">
        {formatPlural(quiet, 'proxy does', 'proxies do')} not answer; {quiet === 1 ? 'its' : 'their'} numbers are unknown
      </p>
      <ul className="flex flex-col gap-2">
        {silent.map((proxy) => (
          <li key={proxy.id}>
            <Link
              prefetch={false}
              href={asRoute(`/proxies/${toPath(proxy.id)}`)}
              className="break-all font-mono text-accent hover:underline"
            >
              {displayName(proxy.id)}
            </Link>
            <p className="break-words text-muted">{proxy.reason}</p>
          </li>
        ))}
      </ul>
      {quiet > silent.length && <p className="mt-2 text-muted">and {quiet - silent.length} more, on the page Proxies</p>}
    </>
  )
}
