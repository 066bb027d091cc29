import { Check, Hourglass, OctagonX, TriangleAlert } from 'lucide-react'
import { cx } from '@/components/ui/cx'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SheetSection } from '@/components/ui/sheet-section'
import type { FaultForecastWire } from '@/lib/api/faults'
import { displayName } from '@/lib/mesh/display-name'
import { formatNumber, formatPlural, formatRatio } from '@/lib/mesh/format'
import { Tick } from './action-part'
import type { DraftPart } from './draft-part'

type Props = Pick<DraftPart, 'draft' | 'onChange'> & { forecast: FaultForecastWire; isOld: boolean }

/** What the server foresees: failures seen through retries, how fast a stop condition sees, and what forbids the start. */
export function ForecastPart({ draft, onChange, forecast, isOld }: Props) {
  const { seen, guards, problems, warnings, proxies } = forecast
  const isHeld = problems.some(({ message }) => message.includes('overrideLock'))
  return (
    <SheetSection title="Forecast" note={formatPlural(proxies.length, 'proxy', 'proxies')}>
      <div className={cx('flex flex-col gap-3', isOld && 'opacity-60')}>
        <p className="text-13 font-medium" aria-live="polite">
          {forecast.sentence}
        </p>
        <ul className="flex flex-col gap-1.5 text-12">
          {problems.map(({ message }) => (
            <Line key={message} icon={OctagonX} tone="text-bad" text={message} />
          ))}
          {seen.map(({ caller, tries, seenRatio, loadFactor }) => (
            <Line
              key={caller}
              icon={Check}
              tone="text-ok-quiet"
              text={
                tries > 1
                  ? `Callers of ${caller} see at least ${formatRatio(seenRatio)} where it passes the failure on, at up to ${formatNumber(loadFactor)} × the load.`
                  : `Nobody tries a failed request to ${caller} again: what it passes on is seen in full, ${formatRatio(seenRatio)}.`
              }
            />
          ))}
          {guards.map(({ service, metric, before, seconds }) => (
            <Line
              key={`${service} ${metric}`}
              icon={Hourglass}
              tone="text-muted"
              text={`${service} had ${before === null ? 'no measured requests' : `${formatRatio(before)} of them bad`} in the last hour; ${seconds === null ? 'how fast the stop condition sees is not known' : `twice its bound would be seen in about ${formatNumber(seconds)} s`}.`}
            />
          ))}
          {warnings.map((text) => (
            <Line key={text} icon={TriangleAlert} tone="text-warn" text={`${text.charAt(0).toUpperCase()}${text.slice(1)}.`} />
          ))}
        </ul>
        {forecast.unleased !== null && (
          <Tick
            label="I know that it does not end by itself: if Outrider dies, it stays on these proxies until Outrider is back. This is recorded."
            isOn={draft.withoutLease}
            onToggle={(withoutLease) => onChange({ withoutLease })}
          />
        )}
        {(isHeld || draft.overrideLock !== '') && (
          <Field label="Run it all the same, because" help="Both experiments are then known to disturb each other. This is recorded.">
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
    </SheetSection>
  )
}

function Line({ icon: Icon, tone, text }: { icon: typeof Check; tone: string; text: string }) {
  return (
    <li className="flex items-start gap-2">
      <Icon size={14} aria-hidden className={cx('mt-0.5 shrink-0', tone)} />
      <span className="min-w-0 break-words">{displayName(text, 500)}</span>
    </li>
  )
}
