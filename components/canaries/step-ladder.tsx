import { cx } from '@/components/ui/cx'
import { ladderHeight } from './ladder-height'

/** done: behind it; now: where it stands; ahead: not reached; left: it stood here when it was taken back. */
export type LadderState = 'done' | 'now' | 'ahead' | 'left'
export type LadderStep = {
  key: string
  label: string
  /** 0..100; what the step is as high as. */
  weightPercent: number
  state: LadderState
  title: string
  tone: 'ok' | 'text' | 'muted' | 'bad' | 'warn'
  detail: string
}

const tones = { ok: 'text-ok', text: 'font-medium text-text', muted: 'text-muted', bad: 'text-bad', warn: 'text-warn' }

/** The steps from left to right, each as high as its weight, with where it stands; under each what became of it. A list on small screens. */
export function StepLadder({ steps, label }: { steps: readonly LadderStep[]; label: string }) {
  return (
    <ol
      aria-label={label}
      className="grid auto-cols-fr grid-flow-col border-line border-b px-6 pt-4 pb-4 max-sm:grid-flow-row max-sm:gap-2 max-sm:px-4"
    >
      {steps.map((step, index) => (
        <li
          key={step.key}
          aria-current={step.state === 'now' ? 'step' : undefined}
          className="min-w-0 max-sm:grid max-sm:grid-cols-[64px_minmax(0,1fr)] max-sm:gap-x-3"
        >
          <Stair step={step} from={steps[index - 1]?.weightPercent ?? 0} />
          <p
            className={cx(
              'hidden font-semibold text-13 max-sm:block',
              step.state === 'ahead' ? 'text-faint' : step.state === 'now' ? 'text-canary' : 'text-text',
            )}
          >
            {step.label}
          </p>
          <div className={cx('mt-2 min-w-0 pr-4 text-12 max-sm:mt-0 max-sm:p-0', index > 0 && 'pl-2.5')}>
            <p className={cx('break-words', tones[step.tone])}>{step.title}</p>
            <p className="break-words text-muted">{step.detail}</p>
          </div>
        </li>
      ))}
    </ol>
  )
}

function Stair({ step, from }: { step: LadderStep; from: number }) {
  const height = ladderHeight(step.weightPercent)
  const rise = height - ladderHeight(from)
  const isTaken = step.state !== 'ahead'
  const isWhole = step.state === 'done'
  return (
    <div aria-hidden className="relative h-[96px] border-line border-b max-sm:hidden">
      <span
        className={cx('absolute left-0 font-semibold text-13', isTaken ? 'text-text' : 'text-faint')}
        style={{ bottom: height + 4, paddingLeft: from === 0 ? 0 : 10 }}
      >
        {step.label}
      </span>
      {isTaken && (
        <span
          className={cx('absolute bottom-0 left-0 border-canary border-t-2 bg-canary-tint', isWhole ? 'right-0' : 'right-1/2')}
          style={{ height }}
        />
      )}
      {!isWhole && (
        <span
          className={cx('absolute right-0 border-line-strong border-t-2 border-dashed', isTaken ? 'left-1/2' : 'left-0')}
          style={{ bottom: height - 2 }}
        />
      )}
      {rise > 0 && from > 0 && (
        <span
          className={cx('absolute left-0', isTaken ? 'border-canary border-l-2' : 'border-line-strong border-l-2 border-dashed')}
          style={{ bottom: height - rise, height: rise }}
        />
      )}
      {!isWhole && isTaken && (
        <span
          className={cx(
            'absolute left-1/2 -ml-[5px] size-2.5 rounded-[9px] border-2 border-bg',
            step.state === 'left' ? 'bg-bad-mark' : 'bg-canary',
          )}
          style={{ bottom: height - 6 }}
        />
      )}
    </div>
  )
}
