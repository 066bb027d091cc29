'use client'
import { Split } from 'lucide-react'
import Link from 'next/link'
import { canaryTarget } from '@/components/frame/canary-words'
import { Ago } from '@/components/page/moment'
import { canaryRoute } from '@/components/page/routes'
import { cx } from '@/components/ui/cx'
import type { CanaryWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { AbortCanaryButton } from './abort-canary-button'
import { isTroubled, standingWords, stateWords } from './canary-words'
import { PauseCanaryButton } from './pause-canary-button'
import { VerdictMark } from './verdict-mark'

/** A running canary in one row: whose, where it stands, what is known, in words, and the way out. */
export function RunningCanary({ canary }: { canary: CanaryWire }) {
  const touch = 'max-sm:h-11 max-sm:flex-1'
  return (
    <article
      aria-label={`Canary of ${canaryTarget(canary)}`}
      className={cx(
        'flex flex-wrap items-start gap-x-6 gap-y-2 border-line border-b px-6 py-3 max-sm:px-4',
        isTroubled(canary) && 'bg-warn-tint',
      )}
    >
      <div className="min-w-0 flex-1 basis-80">
        <h2 className="flex flex-wrap items-center gap-x-2 text-15 font-semibold">
          <Split size={16} aria-hidden className="shrink-0 text-canary" />
          <Link href={canaryRoute(canary.id)} className="hover:underline">
            {canaryTarget(canary)}
          </Link>
          <span className="text-canary">{canary.weight} %</span>
        </h2>
        <p className="break-words text-13">
          {stateWords(canary)}
          {canary.startedAt && (
            <span className="text-muted">
              , started <Ago at={canary.startedAt} />
            </span>
          )}
        </p>
        <p className="flex flex-wrap items-center gap-x-2 text-12">
          <VerdictMark verdict={canary.verdict} />
          <span className="min-w-0 break-words text-muted">{displayName(standingWords(canary), 240)}</span>
        </p>
        <p className="break-words text-12 text-muted">
          in force on {canary.inForce.loaded} of {canary.inForce.total}; {displayName(canary.actor, 32)}, “{displayName(canary.reason, 120)}
          ”
        </p>
      </div>
      <div className="flex gap-2 max-sm:w-full">
        <PauseCanaryButton canary={canary} className={touch} />
        <AbortCanaryButton canary={canary} className={touch} />
      </div>
    </article>
  )
}
