'use client'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx'
import { Tooltip } from './tooltip'

type Props = Omit<ComponentProps<'button'>, 'children'> & {
  /** The name, as tooltip and for screen readers. */
  label: string
  icon: ReactNode
  size?: 'medium' | 'large' | 'touch'
  pressed?: boolean
  side?: 'top' | 'right' | 'bottom' | 'left'
}

const sizes = { medium: 'size-7', large: 'size-8', touch: 'size-11' }

export function IconButton({ label, icon, size = 'medium', pressed, side, className, ...rest }: Props) {
  return (
    <Tooltip text={label} {...(side ? { side } : {})}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={cx(
          'inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-120 hover:bg-hover hover:text-text disabled:opacity-50',
          pressed && 'bg-hover text-text',
          sizes[size],
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
