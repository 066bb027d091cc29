'use client'
import { useQuery } from '@tanstack/react-query'
import { Server } from 'lucide-react'
import Link from 'next/link'
import { cx } from '@/components/ui/cx'
import { Popover } from '@/components/ui/popover'
import { toPath } from '@/lib/api/client'
import type { ProxyWire } from '@/lib/api/proxies'
import { proxiesQuery } from '@/lib/api/proxies-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { asRoute } from './as-route'

export type SilentProxy = { id: string; reason: string }

/** "12 of 12 answering"; a click lists the silent ones with their reasons. */
export function Completeness() {
  const proxies = useQuery(proxiesQuery()).data?.proxies
  if (!proxies) return null
  const silent = proxies.filter((proxy) => !proxy.answering).map(toSilent)
  const words = proxies.length === 0 ? '0 proxies' : `${proxies.length - silent.length} of ${proxies.length} answering`
  const looks = cx(
    'inline-flex h-7 items-center gap-2 whitespace-nowrap rounded-md px-2 text-12 font-medium hover:bg-hover max-sm:hidden',
    silent.length > 0 ? 'text-warn' : 'text-muted',
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
      <SilentList silent={silent} total={proxies.length} />
    </Popover>
  )
}

export function SilentList({ silent, total }: { silent: readonly SilentProxy[]; total: number }) {
  if (total === 0) return <p>No proxy has connected, and no target is configured.</p>
  if (silent.length === 0) return <p>All {formatPlural(total, 'proxy', 'proxies')} answer. Every number is of all of them.</p>
  return (
    <>
      <p className="mb-2 font-semibold">
        {formatPlural(silent.length, 'proxy does', 'proxies do')} not answer; {silent.length === 1 ? 'its' : 'their'} numbers are unknown
      </p>
      <ul className="flex flex-col gap-2">
        {silent.slice(0, 50).map((proxy) => (
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
      {silent.length > 50 && <p className="mt-2 text-muted">and {silent.length - 50} more, on the page Proxies</p>}
    </>
  )
}

function toSilent(proxy: ProxyWire): SilentProxy {
  const reason = proxy.problems[0]?.message
  if (reason) return { id: proxy.id, reason }
  return {
    id: proxy.id,
    reason: proxy.adminUrl ? `No answer from its admin page in ${formatPlural(proxy.missedRounds, 'round')}` : 'It gave no admin address',
  }
}
