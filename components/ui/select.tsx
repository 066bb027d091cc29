'use client'
import { Check, ChevronDown } from 'lucide-react'
import * as RadixSelect from 'radix-ui/select'
import type { ReactNode } from 'react'
import { cx } from './cx'

export type SelectOption<T extends string> = { value: T; label: string }
type Props<T extends string> = {
  label: string
  value: T
  options: readonly SelectOption<T>[]
  onChange: (value: T) => void
  icon?: ReactNode
  size?: 'medium' | 'large'
  id?: string
  className?: string
  disabled?: boolean
}

/** A chosen one of several, in a button that shows it. An empty string is not a possible value. */
export function Select<T extends string>({ label, value, options, onChange, icon, size = 'medium', id, className, disabled }: Props<T>) {
  const choose = (next: string) => {
    const option = options.find((each) => each.value === next)
    if (option) onChange(option.value)
  }
  return (
    <RadixSelect.Root value={value} onValueChange={choose} {...(disabled ? { disabled } : {})}>
      <RadixSelect.Trigger
        id={id}
        aria-label={label}
        className={cx(
          'inline-flex min-w-0 shrink-0 items-center gap-2 rounded-md border border-line-strong bg-panel px-2.5 text-12 font-medium hover:bg-hover disabled:opacity-50',
          size === 'large' ? 'h-8' : 'h-7',
          className,
        )}
      >
        {icon}
        <span className="min-w-0 flex-1 truncate text-left">
          <RadixSelect.Value />
        </span>
        <ChevronDown size={14} className="text-faint" aria-hidden />
      </RadixSelect.Trigger>
      <RadixSelect.Portal>
        <RadixSelect.Content
          position="popper"
          sideOffset={4}
          className="enter-fade z-60 max-h-80 min-w-(--radix-select-trigger-width) overflow-hidden rounded-md border border-line-strong bg-raised p-1 shadow-float"
        >
          <RadixSelect.Viewport>
            {options.map((option) => (
              <RadixSelect.Item
                key={option.value}
                value={option.value}
                className="relative flex h-7 select-none items-center rounded-sm pr-3 pl-7 text-12 outline-none data-highlighted:bg-hover data-highlighted:shadow-[inset_2px_0_0_var(--accent)]"
              >
                <RadixSelect.ItemIndicator className="absolute left-2">
                  <Check size={14} aria-hidden />
                </RadixSelect.ItemIndicator>
                <RadixSelect.ItemText>{option.label}</RadixSelect.ItemText>
              </RadixSelect.Item>
            ))}
          </RadixSelect.Viewport>
        </RadixSelect.Content>
      </RadixSelect.Portal>
    </RadixSelect.Root>
  )
}
