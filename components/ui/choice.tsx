'use client'
import { ChevronDown } from 'lucide-react'
import { Menu } from './menu'

type Props<T extends string> = {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
}

/** One of several as a menu on a button: lighter than `Select`, for bars; forms take `Select`. */
export function Choice<T extends string>({ label, value, options, onChange }: Props<T>) {
  const chosen = options.find((option) => option.value === value)
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`${label}: ${chosen?.label ?? value}`}
          className="inline-flex h-7 shrink-0 items-center gap-2 whitespace-nowrap rounded-md border border-line-strong bg-panel px-2.5 text-12 font-medium hover:bg-hover"
        >
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
