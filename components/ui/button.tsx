'use client'
import * as Slot from 'radix-ui/slot'
import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { cx } from './cx'
import { Tooltip } from './tooltip'

export type ButtonVariant = 'default' | 'primary' | 'quiet' | 'danger' | 'stop'
export type ButtonSize = 'small' | 'medium' | 'large' | 'touch'

const variants: Record<ButtonVariant, string> = {
  default: 'border-line-strong bg-panel text-text hover:bg-hover',
  primary: 'border-accent bg-accent text-on-accent hover:brightness-110',
  quiet: 'border-transparent text-muted hover:bg-hover hover:text-text',
  danger: 'border-bad-mark/60 bg-panel text-bad hover:bg-bad-tint',
  stop: 'border-bad-mark bg-bad-mark text-on-bad hover:brightness-110',
}
const sizes: Record<ButtonSize, string> = {
  small: 'h-6 px-2 gap-1.5 text-12',
  medium: 'h-7 px-2.5 gap-1.5 text-12',
  large: 'h-8 px-3 gap-2 text-13',
  touch: 'h-11 px-4 gap-2 text-13',
}

type Props = ComponentProps<'button'> & {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  /** Renders the only child (a link) with the button's looks. */
  asChild?: boolean
  /** Disables the button and says why: on hover, on focus and to screen readers. */
  disabledReason?: string | null | undefined
  busy?: boolean
}

/** `stop` is the one solid red of a page, `primary` its one solid accent. A button that opens something ends in "…". */
export function Button({
  variant = 'default',
  size = 'medium',
  icon,
  asChild,
  disabledReason,
  busy,
  className,
  children,
  onClick,
  ...rest
}: Props) {
  const isOff = Boolean(disabledReason) || busy
  const looks = cx(
    'inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-md border font-medium transition-colors duration-120 disabled:opacity-50',
    sizes[size],
    variants[variant],
    isOff && 'cursor-not-allowed opacity-55',
    className,
  )
  if (asChild) {
    return (
      <Slot.Root className={looks} {...rest}>
        {children}
      </Slot.Root>
    )
  }
  const act = (event: MouseEvent<HTMLButtonElement>) => {
    if (isOff) event.preventDefault()
    else onClick?.(event)
  }
  const button = (
    <button type="button" {...rest} className={looks} onClick={act} aria-disabled={isOff || undefined} aria-busy={busy || undefined}>
      {icon}
      {children}
      {disabledReason && <span className="sr-only">, not possible: {disabledReason}</span>}
    </button>
  )
  return <Tooltip text={disabledReason}>{button}</Tooltip>
}
