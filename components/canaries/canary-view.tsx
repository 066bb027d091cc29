'use client'
import { useQuery } from '@tanstack/react-query'
import { ArrowRight, Split } from 'lucide-react'
import Link from 'next/link'
import { asRoute } from '@/components/frame/as-route'
import { PageHead } from '@/components/frame/page-head'
import { Moment } from '@/components/page/moment'
import { Name } from '@/components/page/name'
import { QueryPart } from '@/components/page/query-part'
import { Chip } from '@/components/ui/chip'
import { EmptyState } from '@/components/ui/empty-state'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { canaryQuery } from '@/lib/api/canaries-queries'
import { isCanaryActive } from '@/lib/mesh/canary'
import { displayName } from '@/lib/mesh/display-name'
import { AbortCanaryButton } from './abort-canary-button'
import { ArmCharts } from './arm-charts'
import { CanaryEnd } from './canary-end'
import { CanarySkeleton } from './canary-skeleton'
import { CanaryTimeline } from './canary-timeline'
import { isTroubled, stateWords } from './canary-words'
import { EvidencePart } from './evidence-part'
import { HoldNote } from './hold-note'
import { toLadderSteps } from './ladder-steps'
import { OutcomeMark } from './outcome-mark'
import { PauseCanaryButton } from './pause-canary-button'
import { PromoteCanaryButton } from './promote-canary-button'
import { StandingPart } from './standing-part'
import { StepLadder } from './step-ladder'
import { VerdictPart } from './verdict-part'

/** One canary: where it stands, what is known, what holds it, and the way out; when it is over, how it ended and the proof. */
export function CanaryView({ id }: { id: string }) {
  const query = useQuery(canaryQuery(id))
  return (
    <QueryPart query={query} what="The canary" skeleton={<CanarySkeleton />} missing={<NoSuchCanary id={id} />}>
      {(canary) => (
        <>
          <CanaryHead canary={canary} />
          <HoldNote canary={canary} />
          <StepLadder steps={toLadderSteps(canary)} label={`Steps of the canary: ${stateWords(canary)}`} />
          <div className="grid grid-cols-1 lg:grid-cols-[minmax(0,1fr)_432px]">
            <div className="min-w-0 border-line bg-panel max-lg:border-b lg:col-start-2 lg:border-l">
              <CanaryEnd canary={canary} />
              <EvidencePart canary={canary} />
              <VerdictPart canary={canary} />
              <StandingPart canary={canary} />
            </div>
            <div className="min-w-0 lg:col-start-1 lg:row-start-1">
              <ArmCharts canary={canary} />
              <CanaryTimeline events={canary.timeline} />
            </div>
          </div>
        </>
      )}
    </QueryPart>
  )
}

function CanaryHead({ canary }: { canary: CanaryDetailWire }) {
  const onWorse = { rollback: 'roll back', hold: 'hold', shrink: 'go back one step' }[canary.parameters.onWorse]
  return (
    <PageHead
      title={
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <Name text={canary.service} /> <Name text={canary.baseline} limit={32} />
          <ArrowRight size={18} aria-label="to" />
          <Name text={canary.version} limit={32} className="text-canary" />
        </span>
      }
      mark={
        canary.state === 'ended' && canary.outcome ? (
          <OutcomeMark outcome={canary.outcome} />
        ) : (
          <Chip tone={isTroubled(canary) ? 'warn' : 'canary'} icon={<Split size={12} aria-hidden />}>
            {stateWords(canary)}
          </Chip>
        )
      }
      sub={
        <>
          {displayName(canary.actor, 32)}, <Moment at={canary.startedAt ?? canary.at} />, preset {canary.preset}, on worse: {onWorse}. “
          {displayName(canary.reason, 200)}”
        </>
      }
      actions={
        isCanaryActive(canary) ? (
          <>
            <PauseCanaryButton canary={canary} size="large" className="max-sm:h-11 max-sm:flex-1" hasKey />
            <PromoteCanaryButton canary={canary} />
            <AbortCanaryButton canary={canary} size="large" className="max-sm:h-11 max-sm:w-full" hasKey />
          </>
        ) : (
          <StartAgain service={canary.service} />
        )
      }
    />
  )
}

function StartAgain({ service }: { service: string }) {
  return (
    <Link
      prefetch={false}
      href={asRoute(`/canaries?new=${encodeURIComponent(service)}`)}
      className="inline-flex h-8 items-center gap-2 rounded-md border border-line-strong bg-panel px-3 text-13 font-medium hover:bg-hover max-sm:h-11"
    >
      <Split size={14} aria-hidden className="text-canary" />
      Start another…
    </Link>
  )
}

function NoSuchCanary({ id }: { id: string }) {
  return (
    <EmptyState
      title="No such canary"
      action={
        <Link href={asRoute('/canaries')} className="font-medium text-accent hover:underline">
          All canaries
        </Link>
      }
    >
      Nothing is stored under <Name text={id} className="font-mono text-12" />.
    </EmptyState>
  )
}
