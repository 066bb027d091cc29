'use client'
import { FlaskConical } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { EvidenceStrip } from '@/components/changes/evidence-strip'
import { faultScope, faultTarget } from '@/components/frame/fault-words'
import { Moment } from '@/components/page/moment'
import { faultRoute } from '@/components/page/routes'
import { useNow } from '@/components/ui/use-now'
import type { FaultWire } from '@/lib/api/faults'
import { uncountedWords } from '@/lib/faults/uncounted-words'
import { displayName } from '@/lib/mesh/display-name'
import { formatNumber, formatPlural, formatRatio } from '@/lib/mesh/format'
import { formatCountdown, formatSpan } from '@/lib/mesh/format-time'
import { elapsedRatio } from './elapsed-ratio'
import { faultStateWords, ownClockWords } from './fault-state-words'
import { GuardProgress } from './guard-progress'
import { InjectionBars } from './injection-bars'
import { OutcomeMark } from './outcome-mark'
import { StopFaultButton } from './stop-fault-button'

/** Everything about one fault: countdown, injected against planned, scope, proof, who and why, and Stop while it lives. */
export function FaultCard({ fault, linked }: { fault: FaultWire; linked?: boolean }) {
  const isOver = fault.state === 'ended'
  return (
    <article aria-label={`Fault on ${faultTarget(fault)}`} className="min-w-0 border-line border-b px-6 py-4 max-sm:px-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="flex flex-wrap items-center gap-x-2 text-15 font-semibold">
            <FlaskConical size={16} aria-hidden className="shrink-0 text-fault" />
            {linked ? (
              <Link href={faultRoute(fault.id)} className="hover:underline">
                {faultTarget(fault)}
              </Link>
            ) : (
              faultTarget(fault)
            )}
          </h2>
          <p className="break-words text-12 text-muted">
            {displayName(fault.actor)}, <Moment at={fault.at} />, “{displayName(fault.reason, 200)}”
          </p>
        </div>
        {isOver ? fault.outcome && <OutcomeMark outcome={fault.outcome} /> : <Countdown fault={fault} />}
      </div>
      {!isOver && <Elapsed fault={fault} />}
      <p className={fault.state === 'not_injecting' ? 'mt-3 break-words text-13 font-medium text-warn' : 'mt-3 break-words text-13'}>
        {displayName(faultStateWords(fault), 300)}
      </p>
      <InjectionBars fault={fault} />
      <Facts fault={fault} />
      {!isOver && <StopFaultButton fault={fault} size="large" className="mt-4 max-sm:h-11 max-sm:w-full" />}
    </article>
  )
}

function Countdown({ fault }: { fault: FaultWire }) {
  const now = useNow()
  return (
    <div className="text-right">
      <p className="text-20 font-semibold leading-none" aria-live="off">
        {now === null ? '' : formatCountdown(Date.parse(fault.endsAt), now)}
      </p>
      <p className="mt-1 text-12 text-muted">of {formatSpan(fault.durationSeconds * 1000)} left</p>
    </div>
  )
}

function Elapsed({ fault }: { fault: FaultWire }) {
  const now = useNow()
  const ratio = now === null ? 0 : elapsedRatio(Date.parse(fault.at), Date.parse(fault.endsAt), now)
  return (
    <div aria-hidden className="mt-3 h-[3px] rounded-sm bg-hover">
      <div className="h-[3px] rounded-sm bg-fault" style={{ width: `${ratio * 100}%` }} />
    </div>
  )
}

function Facts({ fault }: { fault: FaultWire }) {
  const loaded = fault.evidence.filter((row) => row.stage === 'loaded' || row.stage === 'observed').length
  const observed = fault.evidence.filter((row) => row.stage === 'observed').length
  const isOver = fault.state === 'ended'
  return (
    <dl className="mt-4 grid grid-cols-[110px_1fr] gap-x-4 gap-y-2 border-line border-t pt-3 text-12">
      <Fact name="Scope">{faultScope(fault)}</Fact>
      <Fact name="Touched">{touchedWords(fault)}</Fact>
      <Fact name="Stop condition">{fault.guards?.length ? <GuardProgress fault={fault} /> : 'none: it ends by its time alone'}</Fact>
      {fault.hypothesis && <Fact name="Hypothesis">{displayName(fault.hypothesis, 300)}</Fact>}
      {!isOver && (
        <Fact name="Loaded on">
          <span className="inline-flex flex-wrap items-center gap-2">
            {fault.evidence.length === 0 ? 'no proxy yet' : `${loaded} of ${formatPlural(fault.evidence.length, 'proxy', 'proxies')}`}
            <EvidenceStrip evidence={fault.evidence} settled={false} />
            {observed > 0 && <span className="text-muted">observed {observed}</span>}
          </span>
          <Laggards fault={fault} />
        </Fact>
      )}
      {!isOver && <Fact name="If Outrider stops">{ownClockWords(fault)}</Fact>}
      {isOver && (
        <Fact name="Ended">
          <Moment at={fault.endedAt} />
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}

function Laggards({ fault }: { fault: FaultWire }) {
  const behind = fault.evidence.filter((row) => row.reason && row.stage !== 'observed')
  if (behind.length === 0) return null
  return (
    <ul className="mt-1 text-warn">
      {behind.slice(0, 5).map((row) => (
        <li key={row.proxyId}>
          {displayName(row.proxyId)}: {displayName(row.reason ?? '', 200)}
        </li>
      ))}
    </ul>
  )
}

function touchedWords(fault: FaultWire): string {
  const { aborts, delays, limits, overflows, share, isPartial } = fault.injected
  const isUntold = fault.bandwidth !== undefined && limits === undefined
  const uncounted = uncountedWords(fault.injected).join(', ')
  if (aborts + delays + (limits ?? 0) === 0 && !isUntold) return isPartial ? `not known: ${uncounted}` : 'no request so far'
  const parts = [
    ...(fault.abort ? [`${formatNumber(aborts)} aborted`] : []),
    ...(fault.delay ? [`${formatNumber(delays)} delayed`] : []),
    ...(fault.bandwidth ? [limits === undefined ? 'how many were slowed is unknown' : `${formatNumber(limits)} slowed`] : []),
  ]
  const shared = share && share.requests > 0 && !fault.match ? shareWords(fault, share) : ''
  const of = shared === '' ? '' : `; ${shared}`
  const held = overflows ? `; ${formatNumber(overflows)} let pass, as too many were held` : ''
  const away = isPartial ? `; at least: ${uncounted}` : ''
  return `${parts.join(', ')}${of}${held}${away}`
}

/** `planned 10 %, injected 9.7 %`, of the requests in whole windows while it was in force everywhere. */
function shareWords(fault: FaultWire, { requests, aborts, delays }: NonNullable<FaultWire['injected']['share']>): string {
  return [
    ...(fault.abort ? [`abort planned ${fault.abort.percent} %, injected ${formatRatio(aborts / requests)}`] : []),
    ...(fault.delay ? [`delay planned ${fault.delay.percent} %, injected ${formatRatio(delays / requests)}`] : []),
  ].join(', ')
}
