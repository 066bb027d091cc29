'use client'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'

type Aria = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }
type Props = {
  label: ReactNode
  help?: ReactNode
  error?: string | null | undefined
  /** Gets the attributes that tie label, help and error to the control. */
  children: (aria: Aria) => ReactNode
  className?: string
}

/** Label above, help under, error with icon under the control. */
export function Field({ label, help, error, children, className }: Props) {
  const id = useId()
  const note = error || help ? `${id}-note` : undefined
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-12 font-semibold">
        {label}
      </label>
      {children({ id, ...(note ? { 'aria-describedby': note } : {}), ...(error ? { 'aria-invalid': true as const } : {}) })}
      {error ? (
        <p id={note} role="alert" className="mt-1 flex items-start gap-1 text-12 text-bad">
          <CircleAlert size={14} className="mt-px shrink-0" aria-hidden />
          {error}
        </p>
      ) : (
        help && (
          <p id={note} className="mt-1 text-12 text-muted">
            {help}
          </p>
        )
      )}
    </div>
  )
}
