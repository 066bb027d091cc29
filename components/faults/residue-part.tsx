'use client'
import { useQuery } from '@tanstack/react-query'
import { FlaskConicalOff } from 'lucide-react'
import Link from 'next/link'
import { DriftButtons } from '@/components/drift/drift-buttons'
import { asRoute } from '@/components/frame/as-route'
import { Moment } from '@/components/page/moment'
import { Section } from '@/components/page/section'
import { toPath } from '@/lib/api/client'
import { driftQuery } from '@/lib/api/drift-queries'
import { displayName } from '@/lib/mesh/display-name'
import { isFaultResidue } from './is-fault-residue'

/** Faults that proxies hold and no lease owns, with proxy, key, age and the button that takes them out. Absent where there is none. */
export function ResiduePart() {
  const found = (useQuery(driftQuery()).data?.drift ?? []).filter(isFaultResidue)
  if (found.length === 0) return null
  return (
    <Section
      title={
        <span className="inline-flex items-center gap-1.5">
          <FlaskConicalOff size={14} aria-hidden className="text-warn" /> In the mesh without a lease
        </span>
      }
      note="nobody renews these, and nobody ends them"
    >
      <ul className="flex flex-col gap-4">
        {found.map((drift) => (
          <li key={drift.id} className="min-w-0">
            <p className="break-words text-13 font-medium">{displayName(drift.sentence, 400)}.</p>
            <p className="text-12 text-muted">
              Found <Moment at={drift.since} />
              {drift.proxyId !== null && (
                <>
                  {' on '}
                  <Link href={asRoute(`/proxies/${toPath(drift.proxyId)}`)} className="text-accent hover:underline">
                    {displayName(drift.proxyId)}
                  </Link>
                </>
              )}
              .
            </p>
            <DriftButtons drift={drift} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
