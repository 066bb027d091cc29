import { type ReactNode, useId } from 'react'
import { cx } from '@/components/ui/cx'

type Props = { title: ReactNode; note?: ReactNode; end?: ReactNode; children: ReactNode; className?: string; level?: 2 | 3 }

/** A part of a page between hairlines: title 12/600, its qualifier faint at the far right. */
export function Section({ title, note, end, children, className, level = 2 }: Props) {
  const id = useId()
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section aria-labelledby={id} className={cx('min-w-0 border-line border-b px-6 py-4 max-sm:px-4', className)}>
      <div className="mb-2 flex min-h-6 items-center justify-between gap-3">
        <Heading id={id} className="text-12 font-semibold">
          {title}
        </Heading>
        {note && <span className="text-right text-12 text-faint">{note}</span>}
        {end}
      </div>
      {children}
    </section>
  )
}

/** Two columns parted by a hairline; one column on narrow screens. */
export function Columns({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-1 xl:grid-cols-2 xl:[&>*:nth-child(odd)]:border-r">{children}</div>
}
