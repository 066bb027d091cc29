import { ArrowRightLeft, FlaskConical, Split, Undo2 } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { canaryTarget } from '@/components/frame/canary-words'
import { faultEffect, faultTarget } from '@/components/frame/fault-words'
import { canaryRoute, changeRoute, faultRoute } from '@/components/page/routes'
import { cx } from '@/components/ui/cx'
import type { CanaryWire } from '@/lib/api/canaries'
import type { ChangeWire } from '@/lib/api/changes'
import type { FaultWire } from '@/lib/api/faults'
import { displayName } from '@/lib/mesh/display-name'
import { formatClock } from '@/lib/mesh/format-time'
import { EvidenceStrip } from './evidence-strip'
import { forceWords } from './force-words'
import type { TimelineEntry } from './timeline'

type Props = { entry: TimelineEntry; isOpen: boolean; query: string }

/** One row of the timeline: when, what kind, the sentence, who and why, and how far it is proved. */
export function TimelineRow({ entry, isOpen, query }: Props) {
  if (entry.kind === 'change') return <ChangeEntry change={entry.change} isOpen={isOpen} query={query} />
  return entry.kind === 'fault' ? <FaultEntry fault={entry.fault} /> : <CanaryEntry canary={entry.canary} />
}

function ChangeEntry({ change, isOpen, query }: { change: ChangeWire; isOpen: boolean; query: string }) {
  const isUndo = change.undoes !== null
  return (
    <Link href={changeRoute(change.id, query)} aria-current={isOpen ? 'true' : undefined} className={rowLooks(isOpen)}>
      <Clock at={change.at} />
      <Kind>{isUndo ? <Undo2 size={12} aria-hidden /> : <ArrowRightLeft size={12} aria-hidden />}</Kind>
      <Words
        title={displayName(change.sentence, 220)}
        sub={`${displayName(change.actor)}, “${displayName(change.reason, 120)}”`}
        isFaint={change.undoneBy !== null}
      />
      <Proof
        strip={<EvidenceStrip evidence={change.evidence} settled={change.state === 'superseded'} />}
        words={change.undoneBy ? 'undone' : forceWords(change)}
        tone={change.state === 'rejected' ? 'text-bad' : change.state === 'applying' ? 'text-warn' : 'text-muted'}
      />
    </Link>
  )
}

function FaultEntry({ fault }: { fault: FaultWire }) {
  const ended = fault.state === 'ended'
  return (
    <Link href={faultRoute(fault.id)} className={rowLooks(false)}>
      <Clock at={fault.at} />
      <Kind>
        <FlaskConical size={12} aria-hidden className="text-fault" />
        <span className="sr-only">fault</span>
      </Kind>
      <Words
        title={`${faultTarget(fault)}: ${faultEffect(fault)}`}
        sub={`${displayName(fault.actor)}, “${displayName(fault.reason, 120)}”`}
        isFaint={false}
      />
      <Proof
        strip={ended ? null : <EvidenceStrip evidence={fault.evidence} settled={false} />}
        words={ended ? (fault.outcome?.replaceAll('_', ' ') ?? 'ended') : fault.state.replaceAll('_', ' ')}
        tone={ended ? 'text-muted' : 'text-fault'}
      />
    </Link>
  )
}

function CanaryEntry({ canary }: { canary: CanaryWire }) {
  const ended = canary.state === 'ended'
  return (
    <Link href={canaryRoute(canary.id)} className={rowLooks(false)}>
      <Clock at={canary.startedAt ?? canary.at} />
      <Kind>
        <Split size={12} aria-hidden className="text-canary" />
        <span className="sr-only">canary</span>
      </Kind>
      <Words
        title={`Canary of ${canaryTarget(canary)}: ${displayName(ended ? canary.stateText : canary.judgement.sentence, 160)}`}
        sub={`${displayName(canary.actor)}, “${displayName(canary.reason, 120)}”`}
        isFaint={false}
      />
      <Proof
        strip={ended ? null : <EvidenceStrip evidence={canary.evidence} settled={false} />}
        words={ended ? (canary.outcome?.replaceAll('_', ' ') ?? 'ended') : `${canary.weight} %, ${canary.state.replaceAll('_', ' ')}`}
        tone={ended ? 'text-muted' : 'text-canary'}
      />
    </Link>
  )
}

const rowLooks = (isOpen: boolean): string =>
  cx(
    'grid grid-cols-[52px_24px_minmax(0,1fr)_auto] items-start gap-x-3 border-l-2 px-6 py-2 max-sm:grid-cols-[44px_24px_minmax(0,1fr)] max-sm:px-4 focus-visible:-outline-offset-2',
    isOpen ? 'border-accent bg-hover' : 'border-transparent hover:bg-hover',
  )

function Clock({ at }: { at: string }) {
  return (
    <time dateTime={at} className="pt-px text-12 text-muted" suppressHydrationWarning>
      {formatClock(Date.parse(at)).slice(0, 5)}
    </time>
  )
}

function Kind({ children }: { children: ReactNode }) {
  return (
    <span className="flex size-6 items-center justify-center rounded-[99px] border border-line-strong bg-panel text-muted">{children}</span>
  )
}

function Words({ title, sub, isFaint }: { title: string; sub: string; isFaint: boolean }) {
  return (
    <span className="min-w-0">
      <span className={cx('block break-words text-13 font-medium', isFaint && 'text-muted')}>{title}</span>
      <span className="block break-words text-12 text-muted">{sub}</span>
    </span>
  )
}

function Proof({ strip, words, tone }: { strip: ReactNode; words: string; tone: string }) {
  return (
    <span className="flex flex-col items-end gap-1 text-right max-sm:col-start-3 max-sm:flex-row max-sm:items-center max-sm:gap-2">
      <span className="max-w-44">{strip}</span>
      <span className={cx('whitespace-nowrap text-12', tone)}>{words}</span>
    </span>
  )
}
