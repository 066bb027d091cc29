'use client'
import { FlaskConical } from 'lucide-react'
import Link from 'next/link'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import type { FaultWire } from '@/lib/api/faults'
import { formatCountdown } from '@/lib/mesh/format-time'
import { asRoute } from './as-route'
import { faultEffect, faultScope, faultTarget } from './fault-words'
import { StopAll } from './stop-all'
import { useStopFault } from './use-fault-stops'

/** The live faults on every page, with what is left and the ways to end them. */
export function FaultBanner({ faults, canaries, now }: { faults: readonly FaultWire[]; canaries: number; now: number | null }) {
  const stop = useStopFault()
  const [first] = faults
  if (!first) return null
  const soonest = faults.reduce((a, b) => (Date.parse(a.endsAt) <= Date.parse(b.endsAt) ? a : b))
  const words =
    faults.length === 1 ? `${faultTarget(first)}: ${faultEffect(first)}, ${faultScope(first)}` : faults.map(faultTarget).join(', ')
  const left =
    first.state === 'removing'
      ? 'removing'
      : now === null
        ? ''
        : `${formatCountdown(Date.parse(soonest.endsAt), now)}${faults.length > 1 ? ' to the first end' : ' left'}`
  return (
    <Banner
      tone="fault"
      live
      icon={<FlaskConical size={16} aria-hidden className="text-fault" />}
      actions={
        <>
          <span className="font-semibold" aria-live="off">
            {left}
          </span>
          {faults.length === 1 && first.state !== 'removing' && (
            <Button onClick={() => stop.mutate({ id: first.id })} busy={stop.isPending}>
              Stop
            </Button>
          )}
          <StopAll faults={faults.length} canaries={canaries} stays={faults.some(({ withoutLease }) => withoutLease)} />
        </>
      }
    >
      <Link prefetch={false} href={asRoute('/faults')} className="font-semibold text-fault hover:underline">
        {faults.length === 1 ? '1 live fault' : `${faults.length} live faults`}
      </Link>{' '}
      <span className="ml-2">{words}</span>
    </Banner>
  )
}
