import type { ReactNode } from 'react'

/** A key; nothing on a phone, which has none. */
export function KeyHint({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-sm border border-line-strong px-1 font-mono text-11 text-muted max-sm:hidden">
      {children}
    </kbd>
  )
}
