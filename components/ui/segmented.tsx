'use client'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { cx } from './cx'
import { Tooltip } from './tooltip'

export type SegmentedOption<T extends string> = { value: T; label: ReactNode; hint?: string; disabledReason?: string | undefined }
type Props<T extends string> = {
  label: string
  value: T
  options: readonly SegmentedOption<T>[]
  onChange: (value: T) => void
  /** Parts of equal width over the whole row. */
  stretched?: boolean
  size?: 'medium' | 'large'
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }

/** One of a few, all in sight: a radio group of one tab stop, in which the arrow keys choose. */
export function Segmented<T extends string>({ label, value, options, onChange, stretched, size = 'medium' }: Props<T>) {
  const group = useRef<HTMLDivElement>(null)
  const open = options.filter((option) => !option.disabledReason)
  const tabStop = open.some((option) => option.value === value) ? value : open[0]?.value
  const choose = (option: SegmentedOption<T>) => {
    if (!option.disabledReason && option.value !== value) onChange(option.value)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step === undefined || open.length === 0) return
    event.preventDefault()
    const index = open.findIndex((option) => option.value === tabStop)
    const next = open[(index + step + open.length) % open.length]
    if (!next) return
    choose(next)
    group.current?.querySelectorAll<HTMLButtonElement>('[role="radio"]')[options.indexOf(next)]?.focus()
  }
  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={label}
      onKeyDown={onKeyDown}
      className={cx('inline-flex shrink-0 overflow-hidden rounded-md border border-line-strong bg-panel', stretched && 'w-full')}
    >
      {options.map((option) => (
        <Tooltip key={option.value} text={option.disabledReason ?? option.hint}>
          {/* biome-ignore lint/a11y/useSemanticElements: a native radio cannot hold an icon with a tooltip */}
          <button
            type="button"
            role="radio"
            aria-checked={option.value === value}
            aria-disabled={option.disabledReason ? true : undefined}
            tabIndex={option.value === tabStop ? 0 : -1}
            onClick={() => choose(option)}
            className={cx(
              'inline-flex items-center justify-center gap-1.5 whitespace-nowrap border-line border-l px-2.5 text-12 font-medium first:border-l-0 hover:text-text focus-visible:-outline-offset-2',
              option.value === value ? 'bg-hover text-text' : 'text-muted',
              size === 'large' ? 'h-[30px]' : 'h-[26px]',
              stretched && 'flex-1 px-1',
              option.disabledReason && 'opacity-50',
            )}
          >
            {option.label}
          </button>
        </Tooltip>
      ))}
    </div>
  )
}
