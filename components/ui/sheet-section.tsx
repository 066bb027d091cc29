import type { ReactNode } from 'react'
import { cx } from './cx'

type Props = { title?: ReactNode; note?: ReactNode; children: ReactNode; className?: string }

/** A part of a sheet or panel, parted from the next by a hairline: title 12/600, its qualifier faint at the far right. */
export function SheetSection({ title, note, children, className }: Props) {
  return (
    <section className={cx('border-line border-b px-5 py-4 last:border-b-0', className)}>
      {title && <SectionTitle title={title} note={note} />}
      {children}
    </section>
  )
}

export function SectionTitle({ title, note }: { title: ReactNode; note?: ReactNode }) {
  return (
    <div className="mb-2 flex items-baseline justify-between gap-3">
      <h3 className="text-12 font-semibold">{title}</h3>
      {note && <span className="text-12 text-faint">{note}</span>}
    </div>
  )
}
