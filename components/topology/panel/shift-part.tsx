'use client'
import { Ellipsis, FlaskConical, Split } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { StartCanaryButton } from '@/components/canaries/start-canary-button'
import { asRoute } from '@/components/frame/as-route'
import { say } from '@/components/frame/say'
import { useQuickShift } from '@/components/policies/use-shift'
import { type Weights, weightsOf } from '@/components/policies/weights-of'
import { Button } from '@/components/ui/button'
import { cx } from '@/components/ui/cx'
import { IconButton } from '@/components/ui/icon-button'
import { Menu } from '@/components/ui/menu'
import { Tooltip } from '@/components/ui/tooltip'
import type { ChangeWire } from '@/lib/api/changes'
import type { ServiceDetail } from '@/lib/api/services'
import { displayName } from '@/lib/mesh/display-name'
import { PanelSection } from './panel-section'

type Props = {
  detail: ServiceDetail
  /** Why nothing can be edited now; null when it can. */
  blocked: string | null
  onWarned: (weights: Weights) => void
  onApplied: (change: ChangeWire) => void
  onOpenSheet: () => void
}

const steps = [0, 5, 10, 25, 50, 100]

/** One click moves weight to the newest version; the plan opens only where it has a warning. */
export function ShiftPart({ detail, blocked, onWarned, onApplied, onOpenSheet }: Props) {
  const router = useRouter()
  const shift = useQuickShift(detail.name, (outcome) => {
    if (outcome.kind === 'applied') onApplied(outcome.change)
    else if (outcome.kind === 'warned') onWarned(outcome.weights)
    else say.done('Nothing would change, so nothing was sent.')
  })
  const newest = detail.versionDetails.at(-1)
  const injectPath = `/faults?new=${encodeURIComponent(detail.name)}`
  const weights = detail.policy ? weightsOf(detail.policy.policy, []) : {}
  const canShift = detail.versionDetails.length > 1 && detail.policy !== null
  return (
    <PanelSection
      {...(canShift && newest ? { title: `Shift to ${displayName(newest.name, 20)}`, note: 'one click plans and applies' } : {})}
    >
      {canShift && newest && (
        <>
          <StepRow
            version={newest.name}
            current={weights[newest.name] ?? 0}
            blocked={blocked}
            busy={shift.isPending}
            onStep={(percent) => shift.mutate({ version: newest.name, percent })}
          />
          <BackButton
            detail={detail}
            version={newest.name}
            blocked={blocked}
            busy={shift.isPending}
            onStep={(percent) => shift.mutate({ version: newest.name, percent })}
          />
        </>
      )}
      {canShift && <StartCanaryButton service={detail.name} blocked={blocked} className="mt-2 w-full" />}
      <div className="mt-2 flex gap-2">
        {canShift && (
          <Button className="flex-1" disabledReason={blocked} onClick={onOpenSheet}>
            Shift traffic…
          </Button>
        )}
        <Button
          className="flex-1"
          icon={<FlaskConical size={14} aria-hidden className="text-fault" />}
          onClick={() => router.push(asRoute(injectPath))}
        >
          Inject fault…
        </Button>
        <Menu
          align="end"
          trigger={<IconButton label="More" icon={<Ellipsis size={16} aria-hidden />} className="border border-line-strong" />}
          items={[
            {
              label: 'Start canary…',
              icon: <Split size={14} aria-hidden className="text-canary" />,
              onSelect: () => router.push(asRoute(`/canaries?new=${encodeURIComponent(detail.name)}`)),
            },
            {
              label: 'All changes of this service',
              onSelect: () => router.push(asRoute(`/changes?service=${encodeURIComponent(detail.name)}`)),
            },
          ]}
        />
      </div>
    </PanelSection>
  )
}

type RowProps = { version: string; current: number; blocked: string | null; busy: boolean; onStep: (percent: number) => void }

function StepRow({ version, current, blocked, busy, onStep }: RowProps) {
  const name = displayName(version, 20)
  return (
    <fieldset className="flex overflow-hidden rounded-md border border-line-strong">
      <legend className="sr-only">Shift to {name}</legend>
      {steps.map((percent) => {
        const isNow = percent === current
        const words = percent === 50 ? '50/50' : percent === 100 ? `all to ${name}` : `${percent} % to ${name}`
        return (
          <Tooltip key={percent} text={blocked ?? (isNow ? `${words}: as it is now` : words)}>
            <button
              type="button"
              aria-label={words}
              aria-pressed={isNow}
              aria-disabled={Boolean(blocked) || busy || undefined}
              onClick={() => !blocked && !busy && !isNow && onStep(percent)}
              className={cx(
                'h-[30px] flex-1 whitespace-nowrap border-line border-l text-12 font-medium first:border-l-0 hover:bg-hover focus-visible:-outline-offset-2',
                isNow && 'bg-hover',
                (blocked || busy) && 'cursor-not-allowed opacity-55',
              )}
            >
              {percent} % {isNow && <span className="font-normal text-faint">now</span>}
            </button>
          </Tooltip>
        )
      })}
    </fieldset>
  )
}

/** The way back to the weight before the last shift. */
function BackButton({ detail, version, blocked, busy, onStep }: Omit<RowProps, 'current'> & { detail: ServiceDetail }) {
  const last = detail.recentChanges[0]
  if (!last?.before || last.undoneBy || last.undoes) return null
  const before = weightsOf(last.before, [])[version] ?? 0
  const after = weightsOf(last.after, [])[version] ?? 0
  if (before === after) return null
  return (
    <div className="mt-2">
      <Button size="small" variant="quiet" disabledReason={blocked} busy={busy} onClick={() => onStep(before)}>
        Back to {displayName(version, 16)} {before} %
      </Button>
    </div>
  )
}
