'use client'
import { useQuery } from '@tanstack/react-query'
import { Lock, PlugZap, TriangleAlert } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { useNow } from '@/components/ui/use-now'
import { canariesQuery } from '@/lib/api/canaries-queries'
import { faultsQuery } from '@/lib/api/faults-queries'
import { summaryQuery } from '@/lib/api/summary-queries'
import { formatAgo, formatMoment } from '@/lib/mesh/format-time'
import { asRoute } from './as-route'
import { CompareWithNow } from './compare-with-now'
import { ConnectionBanner } from './connection-banner'
import { useRange } from './use-range'

const CanaryBanner = dynamic(() => import('./canary-banner').then((module) => module.CanaryBanner), { ssr: false })
const FaultBanner = dynamic(() => import('./fault-banner').then((module) => module.FaultBanner), { ssr: false })

/** What needs a hand, on every page: live faults, running canaries, a frozen mesh, simulated proxies, a runtime that is away, the past. */
export function BannerRow() {
  const faults = useQuery(faultsQuery({ active: 'true' })).data
  const canaries = useQuery(canariesQuery({ active: 'true' })).data?.canaries ?? []
  const summary = useQuery(summaryQuery()).data
  const { isLive, label, setRange } = useRange()
  const now = useNow()
  // The page Faults shows the lock itself, with its Release.
  const isOnFaults = usePathname() === '/faults'
  const live = faults?.faults ?? []
  const simulated = summary?.simulated ?? false
  const runtime = summary?.runtime
  return (
    <>
      <ConnectionBanner />
      {live.length > 0 && <FaultBanner faults={live} canaries={canaries.length} now={now} />}
      {canaries.length > 0 && <CanaryBanner canaries={canaries} hasStopAll={live.length === 0} />}
      {faults?.lock?.locked && !isOnFaults && (
        <Banner icon={<Lock size={16} aria-hidden className="text-muted" />} live>
          <strong>New faults and canaries are locked out</strong> by {faults.lock.actor}
          {now !== null && `, ${formatMoment(Date.parse(faults.lock.at), now)}`}: {faults.lock.reason}.{' '}
          <Link prefetch={false} href={asRoute('/faults')} className="text-accent hover:underline">
            Release on the page Faults
          </Link>
        </Banner>
      )}
      {runtime && !runtime.alive && (
        <Banner tone="bad" icon={<PlugZap size={16} aria-hidden className="text-bad" />} live>
          <strong>The runtime is away</strong>
          {runtime.at && now !== null
            ? ` since ${formatMoment(Date.parse(runtime.at), now)} (${formatAgo(Date.parse(runtime.at), now)})`
            : ''}
          . This is the last stored state; edits are stored, but nothing is sent or proved until it is back.
        </Banner>
      )}
      {runtime?.alive && runtime.problems.length > 0 && (
        <Banner tone="warn" icon={<TriangleAlert size={16} aria-hidden className="text-warn" />} live>
          {runtime.problems.join(' ')}
        </Banner>
      )}
      {simulated && (
        <Banner
          tone="warn"
          icon={<span className="rounded-sm border border-warn-mark px-1 font-semibold text-11 text-warn">SIMULATED</span>}
        >
          These proxies are simulated, and so is every number.
        </Banner>
      )}
      {!isLive && (
        <Banner
          tone="past"
          actions={
            <>
              <CompareWithNow />
              <Button onClick={() => setRange({ from: 'now-1m' })}>Back to now</Button>
            </>
          }
        >
          <strong>The past:</strong> {label}. Numbers are of that time; policies, faults and badges are of now.
        </Banner>
      )}
    </>
  )
}
