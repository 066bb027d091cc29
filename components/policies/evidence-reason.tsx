'use client'
import { useQuery } from '@tanstack/react-query'
import { useNow } from '@/components/ui/use-now'
import type { ChangeWire } from '@/lib/api/changes'
import { proxiesQuery } from '@/lib/api/proxies-queries'
import { showMarks } from '@/lib/mesh/display-name'
import { notMeasuredYet } from '@/lib/mesh/evidence'
import { untilWindow } from './next-window'

/** Why a proxy's evidence is not further; where it only waits for numbers, in how many seconds they come. */
export function EvidenceReason({ row }: { row: ChangeWire['evidence'][number] }) {
  if (row.reason === notMeasuredYet && row.at.loaded) return <NotMeasuredYet proxyId={row.proxyId} since={Date.parse(row.at.loaded)} />
  return showMarks(row.reason ?? '')
}

function NotMeasuredYet({ proxyId, since }: { proxyId: string; since: number }) {
  const fleet = useQuery(proxiesQuery()).data
  const now = useNow()
  const answer = fleet?.proxies.find((proxy) => proxy.id === proxyId)?.lastAnswerAt
  const waitMs = fleet && now !== null ? untilWindow(since, answer ? Date.parse(answer) : null, fleet.scrapeIntervalMs, now) : null
  if (waitMs === null) return notMeasuredYet
  return `${notMeasuredYet} (next window ${waitMs === 0 ? 'is due' : `in ${Math.ceil(waitMs / 1000)} s`})`
}
