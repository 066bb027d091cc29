'use client'
import { ArrowUpRight, X } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useEffect, useRef } from 'react'
import { asRoute } from '@/components/frame/as-route'
import { IconButton } from '@/components/ui/icon-button'
import { showMarks } from '@/lib/mesh/display-name'

type Props = {
  icon: ReactNode
  title: string
  mark: ReactNode
  sub: string
  page?: string | null
  /** Opened from the keyboard: the panel has the focus next, and gives it back to the graph. */
  takesFocus?: boolean
  onClose: () => void
  children: ReactNode
}

/** The panel of 400 px over the graph's right edge: who it is, then parts parted by hairlines. */
export function PanelFrame({ icon, title, mark, sub, page, takesFocus = false, onClose, children }: Props) {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!takesFocus) return
    panel.current?.focus()
    return () => document.querySelector<HTMLElement>('[data-graph-ready]')?.focus()
  }, [takesFocus])
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={`Details of ${showMarks(title)}`}
      className="enter-right absolute inset-y-0 right-0 z-10 flex w-[400px] max-w-full flex-col border-line border-l bg-panel outline-none max-sm:w-full"
    >
      <header className="border-line border-b px-4 py-3">
        <div className="flex items-center gap-2">
          <span className="text-muted">{icon}</span>
          <h2 className="min-w-0 truncate text-15 font-semibold" title={showMarks(title)}>
            {showMarks(title)}
          </h2>
          <span className="flex flex-1 items-center whitespace-nowrap">{mark}</span>
          {page && (
            <Link
              prefetch={false}
              href={asRoute(page)}
              aria-label="Open its page"
              title="Open its page"
              className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"
            >
              <ArrowUpRight size={16} aria-hidden />
            </Link>
          )}
          <IconButton label="Close (Esc)" icon={<X size={16} aria-hidden />} onClick={onClose} />
        </div>
        <p className="mt-0.5 break-words text-12 text-muted">{sub}</p>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
    </aside>
  )
}
