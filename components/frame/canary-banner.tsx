'use client'
import { Split } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { AbortCanaryButton } from '@/components/canaries/abort-canary-button'
import { canaryRoute } from '@/components/page/routes'
import { Banner } from '@/components/ui/banner'
import type { CanaryWire } from '@/lib/api/canaries'
import { asRoute } from './as-route'
import { canaryTarget, verdictWords } from './canary-words'
import { StopAll } from './stop-all'

type Props = {
  canaries: readonly CanaryWire[] /** The red button stands once: beside the faults where there are any. */
  hasStopAll: boolean
}

/** The running canaries on every page, with what is known of them and the ways to end them. */
export function CanaryBanner({ canaries, hasStopAll }: Props) {
  const pathname = usePathname()
  const [first] = canaries
  if (!first) return null
  const isAlone = canaries.length === 1
  // The pages of canaries have their own Abort.
  const hasAbort = isAlone && !pathname.startsWith('/canaries')
  return (
    <Banner
      tone="canary"
      live
      icon={<Split size={16} aria-hidden className="text-canary" />}
      actions={
        <>
          {hasAbort && <AbortCanaryButton canary={first} words="Abort" />}
          {hasStopAll && <StopAll faults={0} canaries={canaries.length} />}
        </>
      }
    >
      <Link
        prefetch={false}
        href={isAlone ? canaryRoute(first.id) : asRoute('/canaries')}
        className="font-semibold text-canary hover:underline"
      >
        {isAlone ? '1 running canary' : `${canaries.length} running canaries`}
      </Link>{' '}
      <span className="ml-2">{isAlone ? oneWords(first) : someWords(canaries)}</span>
    </Banner>
  )
}

/** The first three by name, the others counted. */
function someWords(canaries: readonly CanaryWire[]): string {
  const rest = canaries.length - 3
  return canaries.slice(0, 3).map(canaryTarget).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

/** `shop/reviews v2 at 25 %: unknown yet`. */
function oneWords(canary: CanaryWire): string {
  const at = `${canaryTarget(canary)} at ${canary.weight} %`
  if (canary.state === 'rolling_back') return `${at}: rolling back`
  if (canary.state === 'promoting') return `${at}: promoting`
  return canary.state === 'draft' ? `${at}: not started yet` : `${at}: ${verdictWords[canary.verdict]}`
}
