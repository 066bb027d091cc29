'use client'
import { useQuery } from '@tanstack/react-query'
import { Split } from 'lucide-react'
import Link from 'next/link'
import { AbortCanaryButton } from '@/components/canaries/abort-canary-button'
import { exitWords, isTroubled, standingWords, stateWords } from '@/components/canaries/canary-words'
import { PauseCanaryButton } from '@/components/canaries/pause-canary-button'
import { VerdictMark } from '@/components/canaries/verdict-mark'
import { canaryRoute } from '@/components/page/routes'
import { Chip } from '@/components/ui/chip'
import type { CanaryWire } from '@/lib/api/canaries'
import { canariesQuery } from '@/lib/api/canaries-queries'
import { displayName } from '@/lib/mesh/display-name'
import { PanelSection } from './panel-section'

/** The running canary of the service: where it stands, what is known, and the way out; nothing where there is none. */
export function CanaryPart({ service }: { service: string }) {
  const canaries = useQuery(canariesQuery({ active: 'true' })).data?.canaries ?? []
  const canary = canaries.find((each) => each.service === service)
  return canary ? <Running canary={canary} /> : null
}

function Running({ canary }: { canary: CanaryWire }) {
  return (
    <PanelSection
      title={
        <Link prefetch={false} href={canaryRoute(canary.id)} className="inline-flex items-center gap-1.5 text-canary hover:underline">
          <Split size={14} aria-hidden />
          Canary of {displayName(canary.version, 20)} at {canary.weight} %
        </Link>
      }
      note={`in force ${canary.inForce.loaded} of ${canary.inForce.total}`}
    >
      <Chip tone={isTroubled(canary) ? 'warn' : 'canary'}>{stateWords(canary)}</Chip>
      <p className="mt-2 text-12">
        <VerdictMark verdict={canary.verdict} />
      </p>
      <p className="break-words text-12 text-muted">{displayName(standingWords(canary), 200)}</p>
      {canary.hold && <p className="break-words text-12 text-muted">What ends the hold: {displayName(exitWords(canary), 200)}.</p>}
      <div className="mt-2 flex gap-2">
        <PauseCanaryButton canary={canary} className="flex-1" />
        <AbortCanaryButton canary={canary} className="flex-1" />
      </div>
    </PanelSection>
  )
}
