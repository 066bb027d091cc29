import type { UseQueryResult } from '@tanstack/react-query'
import { Check, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { QueryError } from '@/components/frame/query-error'
import { cx } from '@/components/ui/cx'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SheetSection } from '@/components/ui/sheet-section'
import { Skeleton } from '@/components/ui/skeleton'
import type { CanaryPlanWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { formatClock } from '@/lib/mesh/format-time'
import type { CanaryDraft, DraftProblem } from './canary-draft'
import { forecastSentence, promotionSentence } from './forecast-words'

type Props = {
  draft: CanaryDraft
  forecast: UseQueryResult<CanaryPlanWire>
  problem: DraftProblem | null
  onChange: (change: Partial<CanaryDraft>) => void
}

/** How long a verdict takes at the present traffic, and everything that was checked; who holds the route must be overridden with a reason. */
export function BeforeStart({ draft, forecast, problem, onChange }: Props) {
  const plan = forecast.data
  const measured = plan?.forecast.measured
  const note = measured
    ? `measured ${formatClock(Date.parse(measured.from)).slice(0, 5)} to ${formatClock(Date.parse(measured.to)).slice(0, 5)}`
    : undefined
  return (
    <SheetSection title="Before the start" note={note}>
      {draft.service === '' && <p className="text-13 text-muted">Choose a service to see how long a verdict would take.</p>}
      {draft.service !== '' && forecast.isPending && <Skeleton className="h-24" />}
      {forecast.error && !plan && (
        <QueryError
          size="inline"
          title="No forecast"
          error={forecast.error}
          unchanged="Nothing was started."
          onRetry={() => void forecast.refetch()}
        />
      )}
      {plan && (
        <div className={cx(forecast.isPlaceholderData && 'opacity-60')}>
          <p className="break-words text-15 font-medium" aria-live="polite">
            {forecastSentence(plan.forecast)}
          </p>
          <p className="mb-3 text-12 text-muted">{promotionSentence(plan.forecast, draft.baseline)}</p>
          <ul className="flex flex-col gap-1.5 text-12">
            {plan.problems.map((text) => (
              <Item key={text} icon={OctagonX} tone="text-bad">
                <span className="sr-only">Not possible: </span>
                {displayName(text, 300)}
              </Item>
            ))}
            {plan.warnings.map((text) => (
              <Item key={text} icon={TriangleAlert} tone="text-warn">
                {displayName(text, 300)}
              </Item>
            ))}
            {plan.problems.length === 0 && (
              <Item icon={Check} tone="text-ok-quiet">
                <span className="text-muted">
                  It may start; {formatPlural(plan.proxies.length, 'proxy', 'proxies')} that call {displayName(plan.service)} would receive
                  it.
                </span>
              </Item>
            )}
          </ul>
          {plan.holder !== null && (
            <Field
              className="mt-3"
              label={`${displayName(plan.holder, 120)} has this route: why start all the same?`}
              help="It is recorded; the canary waits until the other one ends."
              error={problem?.field === 'overrideLock' ? problem.text : null}
            >
              {(aria) => (
                <Input
                  {...aria}
                  value={draft.overrideLock}
                  onChange={(event) => onChange({ overrideLock: event.target.value })}
                  boxClassName="w-full"
                />
              )}
            </Field>
          )}
        </div>
      )}
    </SheetSection>
  )
}

function Item({ icon: Icon, tone, children }: { icon: LucideIcon; tone: string; children: ReactNode }) {
  return (
    <li className="flex items-start gap-2">
      <Icon size={14} aria-hidden className={cx('mt-0.5 shrink-0', tone)} />
      <span className="min-w-0 break-words">{children}</span>
    </li>
  )
}
