import type { ReactNode } from 'react'

type Props = { drawing?: ReactNode; title: string; children?: ReactNode; action?: ReactNode }

/** Why there is nothing, and the one next step. */
export function EmptyState({ drawing, title, children, action }: Props) {
  return (
    <div className="mx-auto flex max-w-130 flex-col items-center gap-2 px-6 py-16 text-center">
      {drawing && <div className="mb-4 text-faint">{drawing}</div>}
      <h2 className="text-20 font-semibold">{title}</h2>
      {children && <div className="text-13 text-muted">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}
