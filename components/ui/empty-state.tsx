import type { ReactNode } from 'react'

type Props = { drawing?: ReactNode; title: string; children?: ReactNode; action?: ReactNode; level?: 1 | 2 }

/** Why there is nothing, and the one next step. */
export function EmptyState({ drawing, title, children, action, level = 2 }: Props) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div className="mx-auto flex max-w-130 flex-col items-center gap-2 px-6 py-16 text-center">
      {drawing && <div className="mb-4 text-faint">{drawing}</div>}
      <Heading className="text-20 font-semibold">{title}</Heading>
      {children && <div className="text-13 text-muted">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}
