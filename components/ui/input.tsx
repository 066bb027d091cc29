import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx'

type Props = Omit<ComponentProps<'input'>, 'size'> & {
  icon?: ReactNode
  /** Stands inside, at the right end: "%", "ms". */
  unit?: ReactNode
  /** Something at the far right: a key hint, a clear button. */
  end?: ReactNode
  size?: 'medium' | 'large' | 'touch'
  invalid?: boolean
  mono?: boolean
  boxClassName?: string
}

const heights = { medium: 'h-7', large: 'h-8', touch: 'h-11' }

export function Input({ icon, unit, end, size = 'large', invalid, mono, className, boxClassName, ...rest }: Props) {
  // A field says it by the attribute.
  const isWrong = invalid || rest['aria-invalid'] === true
  return (
    <span
      className={cx(
        'inline-flex min-w-0 items-center gap-2 rounded-input border bg-panel px-2 focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-0',
        heights[size],
        isWrong ? 'border-bad-mark' : 'border-line-strong',
        rest.disabled && 'opacity-55',
        boxClassName,
      )}
    >
      {icon && <span className="text-faint">{icon}</span>}
      <input
        {...rest}
        aria-invalid={isWrong || undefined}
        className={cx('h-full w-full min-w-0 bg-transparent text-text outline-none', mono ? 'font-mono text-12' : 'text-13', className)}
      />
      {unit && <span className="text-12 text-muted">{unit}</span>}
      {end}
    </span>
  )
}
