'use client'
import { OctagonAlert, Target, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Section } from '@/components/page/section'
import { Button } from '@/components/ui/button'
import { cx } from '@/components/ui/cx'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ServiceDetail } from '@/lib/api/services'
import { formatCount } from '@/lib/mesh/format'
import { SloDialog } from './slo-dialog'
import {
  alertWords,
  budgetText,
  burnText,
  objectiveWords,
  type SloObjectiveWire,
  shortWords,
  spanText,
  targetText,
  windowName,
} from './slo-words'

/** What a service promises: what is left of its budget, and how fast it goes over several windows. */
export function SloPart({ service }: { service: Pick<ServiceDetail, 'name' | 'protocol' | 'slo'> }) {
  const [isOpen, setOpen] = useState(false)
  const { slo } = service
  if (service.protocol === 'tcp') return null
  return (
    <Section
      title="Target"
      end={
        <span className="flex items-center gap-3 text-12 text-faint">
          {slo && `over the last ${slo.windowDays} days`}
          <Button onClick={() => setOpen(true)} icon={<Target size={14} aria-hidden />}>
            {slo ? 'Edit target…' : 'Set a target…'}
          </Button>
        </span>
      }
    >
      {slo ? (
        slo.objectives.map((objective) => <Objective key={objective.kind} objective={objective} />)
      ) : (
        <p className="text-12 text-muted">No target is set: nobody has said how many of its requests may fail or be slow.</p>
      )}
      {isOpen && <SloDialog service={service.name} slo={slo} onClose={() => setOpen(false)} />}
    </Section>
  )
}

function Objective({ objective }: { objective: SloObjectiveWire }) {
  const { budget, alert, unknown, uncertain } = objective
  const { leftRatio } = budget
  const tone = alert?.kind === 'page' ? 'bad' : alert || (leftRatio !== null && leftRatio <= 0) ? 'warn' : 'ok'
  return (
    <div className="mb-4 last:mb-0">
      <p className="text-13">
        <strong className="font-semibold">{objectiveWords(objective)}</strong>{' '}
        <span className={cx(tone === 'bad' ? 'font-semibold text-bad' : tone === 'warn' ? 'font-semibold text-warn' : 'text-muted')}>
          {budgetText(leftRatio)}
        </span>
      </p>
      {unknown !== undefined ? (
        <p className="text-12 text-muted">{unknown}</p>
      ) : (
        <>
          <BudgetBar leftRatio={leftRatio} tone={tone} />
          <p className="mt-1 text-12 text-muted">{budgetSentence(objective)}</p>
        </>
      )}
      {alert && (
        <p className={cx('mt-1 flex items-start gap-1.5 text-12', alert.kind === 'page' ? 'text-bad' : 'text-warn')}>
          {alert.kind === 'page' ? (
            <OctagonAlert size={14} aria-hidden className="mt-0.5 shrink-0" />
          ) : (
            <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0" />
          )}
          {alertWords(alert)}
        </p>
      )}
      <Burns objective={objective} />
      {uncertain > 0 && <p className="mt-1 text-12 text-muted">{uncertainWords(objective)}</p>}
    </div>
  )
}

function uncertainWords({ kind, uncertain, whole }: SloObjectiveWire): string {
  if (kind === 'availability') return `${formatCount(uncertain)} more requests have no gRPC status that anybody counts; they are left out.`
  return `Of ${formatCount(uncertain)} of ${formatCount(whole.requests)} requests the proxies’ buckets do not tell on which side of the bound they are; they count as good.`
}

function budgetSentence({ budget, whole, target, kind }: SloObjectiveWire): string {
  if (whole.requests === 0) return 'No request was measured in this time, so nothing of it is used and nothing is known.'
  const bad = kind === 'availability' ? 'failed' : 'were slower'
  const short = shortWords(whole)
  const measured =
    short === null
      ? ''
      : ` Only ${spanText(whole.coveredSeconds)} of ${windowName(whole.seconds)} ${whole.coveredSeconds < 2 ? 'is' : 'are'} measured.`
  return `${formatCount(budget.used)} of ${formatCount(whole.requests)} ${bad}; ${targetText(target)} allow ${allowedText(budget.allowed)}.${measured}`
}

const allowedText = (allowed: number): string => (allowed < 10 ? String(Number(allowed.toPrecision(2))) : formatCount(allowed))

function BudgetBar({ leftRatio, tone }: { leftRatio: number | null; tone: 'ok' | 'warn' | 'bad' }) {
  const left = leftRatio === null ? 0 : Math.max(0, Math.min(1, leftRatio))
  return (
    <div aria-hidden className="mt-1 h-2 rounded-sm bg-hover">
      <div
        className={cx('h-2 rounded-sm', tone === 'ok' ? 'bg-ok-quiet' : tone === 'warn' ? 'bg-warn-mark' : 'bg-bad-mark')}
        style={{ width: `${left * 100}%` }}
      />
    </div>
  )
}

function Burns({ objective: { burns, kind } }: { objective: SloObjectiveWire }) {
  return (
    <Table label={`Burn rate, ${kind}`} size="panel" className="mt-2 min-w-[420px]">
      <thead>
        <tr className="bg-bg">
          <TableHead>burn rate over</TableHead>
          {burns.map(({ seconds }) => (
            <TableHead key={seconds} numeric>
              {windowName(seconds)}
            </TableHead>
          ))}
        </tr>
      </thead>
      <tbody>
        <TableRow>
          <TableCell className="text-muted">times what the target allows</TableCell>
          {burns.map((rate) => (
            <TableCell key={rate.seconds} numeric title={`${formatCount(rate.bad)} of ${formatCount(rate.requests)} requests`}>
              <span className={cx((rate.burn ?? 0) >= 1 && 'font-semibold')}>{burnText(rate)}</span>
            </TableCell>
          ))}
        </TableRow>
        {burns.some((rate) => shortWords(rate) !== null) && (
          <TableRow>
            <TableCell className="text-muted">measured, where not all</TableCell>
            {burns.map((rate) => (
              <TableCell key={rate.seconds} numeric className="text-muted">
                {shortWords(rate) ?? ''}
              </TableCell>
            ))}
          </TableRow>
        )}
      </tbody>
    </Table>
  )
}
