'use client'
import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx'
import { Menu } from './menu'

type Props<T extends string> = {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
  icon?: ReactNode
  /** Without a frame, for the top bar. */
  isQuiet?: boolean
  className?: string
}

/** One of several as a menu on a button: lighter than `Select`, for bars; forms take `Select`. */
export function Choice<T extends string>({ label, value, options, onChange, icon, isQuiet, className }: Props<T>) {
  const chosen = options.find((option) => option.value === value)
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`${label}: ${chosen?.label ?? value}`}
          className={cx(
            'inline-flex h-7 shrink-0 items-center gap-2 whitespace-nowrap rounded-md border px-2.5 text-12 font-medium hover:bg-hover',
            isQuiet ? 'border-transparent text-muted' : 'border-line-strong bg-panel',
            className,
          )}
        >
          {icon}
          {chosen?.label ?? value}
          <ChevronDown size={14} aria-hidden className="text-faint" />
        </button>
      }
      items={options.map((option) => ({
        kind: 'check',
        label: option.label,
        checked: option.value === value,
        closes: true,
        onChange: () => onChange(option.value),
      }))}
    />
  )
}
