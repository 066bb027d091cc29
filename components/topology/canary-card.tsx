'use client'
import { Split } from 'lucide-react'
import Link from 'next/link'
import { AbortCanaryButton } from '@/components/canaries/abort-canary-button'
import { standingWords, stateWords } from '@/components/canaries/canary-words'
import { PauseCanaryButton } from '@/components/canaries/pause-canary-button'
import { canaryTarget, verdictWords } from '@/components/frame/canary-words'
import { canaryRoute } from '@/components/page/routes'
import type { CanaryWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'

/** A running canary among the problems of a small screen: what is known of it, Pause and Abort 44 px high. */
export function CanaryCard({ canary }: { canary: CanaryWire }) {
  return (
    <li className="rounded-md border border-canary-quiet bg-panel p-3">
      <Link prefetch={false} href={canaryRoute(canary.id)} className="flex items-baseline justify-between gap-2 font-semibold text-13">
        <span className="inline-flex min-w-0 items-center gap-1.5">
          <Split size={14} aria-hidden className="shrink-0 text-canary" />
          <span className="truncate">
            Canary {canaryTarget(canary)} at {canary.weight} %
          </span>
        </span>
        <span className="whitespace-nowrap font-normal text-12 text-muted">{verdictWords[canary.verdict]}</span>
      </Link>
      <p className="break-words text-12 text-muted">
        {stateWords(canary)}; in force on {canary.inForce.loaded} of {canary.inForce.total}. {displayName(standingWords(canary), 160)}
      </p>
      <div className="mt-2 flex gap-2">
        <PauseCanaryButton canary={canary} size="touch" className="flex-1" />
        <AbortCanaryButton canary={canary} size="touch" className="flex-1" words="Abort to 0 %" />
      </div>
    </li>
  )
}
