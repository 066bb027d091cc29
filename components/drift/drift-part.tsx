'use client'
import { useQuery } from '@tanstack/react-query'
import { Unplug } from 'lucide-react'
import Link from 'next/link'
import { foldLines } from '@/components/changes/policy-lines'
import { PolicyText } from '@/components/changes/policy-text'
import { asRoute } from '@/components/frame/as-route'
import { Moment } from '@/components/page/moment'
import { Section } from '@/components/page/section'
import { toPath } from '@/lib/api/client'
import type { DriftWire } from '@/lib/api/drift'
import { driftQuery } from '@/lib/api/drift-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { DriftButtons } from './drift-buttons'

/** What runs and nobody asked for, of one service or one proxy: with the difference and what can be done. Absent where there is none. */
export function DriftPart({ service, proxy }: { service?: string; proxy?: string }) {
  const { data } = useQuery(driftQuery({ service, proxy }))
  const found = data?.drift ?? []
  if (found.length === 0) return null
  return (
    <Section
      title={
        <span className="inline-flex items-center gap-1.5">
          <Unplug size={14} aria-hidden className="text-warn" /> Drift
        </span>
      }
      note={`${formatPlural(found.length, 'thing')} that nobody asked for`}
    >
      <ul className="flex flex-col gap-4">
        {found.map((drift) => (
          <DriftItem key={drift.id} drift={drift} linksProxy={proxy === undefined} />
        ))}
      </ul>
    </Section>
  )
}

function DriftItem({ drift, linksProxy }: { drift: DriftWire; linksProxy: boolean }) {
  const { ignored, asked, proxyId, diff } = drift
  return (
    <li className="min-w-0">
      <p className="break-words text-13 font-medium">{displayName(drift.sentence, 400)}.</p>
      <p className="text-12 text-muted">
        Found <Moment at={drift.since} />
        {linksProxy && proxyId !== null && (
          <>
            {' on '}
            <Link href={asRoute(`/proxies/${toPath(proxyId)}`)} className="text-accent hover:underline">
              {displayName(proxyId)}
            </Link>
          </>
        )}
        .
      </p>
      {ignored && (
        <p className="break-words text-12 text-muted">
          Ignored until <Moment at={ignored.until} /> by {displayName(ignored.actor)}: “{displayName(ignored.reason, 200)}”
        </p>
      )}
      {asked && (
        <p className="break-words text-12 text-muted">
          {displayName(asked.actor)} asked to overwrite it: {asked.problem ? displayName(asked.problem, 200) : 'it is being sent'}.
        </p>
      )}
      {diff.length > 0 && (
        <div className="mt-2">
          <PolicyText lines={foldLines(diff)} label="Asked for and running" />
        </div>
      )}
      <DriftButtons drift={drift} />
    </li>
  )
}
