'use client'
import * as ToggleGroup from 'radix-ui/toggle-group'
import type { ReactNode } from 'react'
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

/** One of a few, all in sight. */
export function Segmented<T extends string>({ label, value, options, onChange, stretched, size = 'medium' }: Props<T>) {
  const choose = (next: string) => {
    const option = options.find((each) => each.value === next)
    if (option && !option.disabledReason) onChange(option.value)
  }
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      onValueChange={choose}
      aria-label={label}
      className={cx('inline-flex overflow-hidden rounded-md border border-line-strong bg-panel', stretched && 'w-full')}
    >
      {options.map((option) => (
        <Tooltip key={option.value} text={option.disabledReason ?? option.hint}>
          <ToggleGroup.Item
            value={option.value}
            aria-disabled={option.disabledReason ? true : undefined}
            className={cx(
              'inline-flex items-center justify-center gap-1.5 whitespace-nowrap border-line border-l px-2.5 text-12 font-medium text-muted first:border-l-0 hover:text-text focus-visible:-outline-offset-2 data-[state=on]:bg-hover data-[state=on]:text-text',
              size === 'large' ? 'h-[30px]' : 'h-[26px]',
              stretched && 'flex-1 px-1',
              option.disabledReason && 'opacity-50',
            )}
          >
            {option.label}
          </ToggleGroup.Item>
        </Tooltip>
      ))}
    </ToggleGroup.Root>
  )
}
