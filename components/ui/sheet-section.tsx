import type { ReactNode } from 'react'
import { cx } from './cx'

type Props = {
  title?: ReactNode
  note?: ReactNode
  children: ReactNode
  className?: string /** 2 on a page, 3 in a sheet or panel. */
  level?: 2 | 3
}

/** A part of a sheet or panel, parted from the next by a hairline: title 12/600, its qualifier faint at the far right. */
export function SheetSection({ title, note, children, className, level = 3 }: Props) {
  return (
    <section className={cx('border-line border-b px-5 py-4 last:border-b-0', className)}>
      {title && <SectionTitle title={title} note={note} level={level} />}
      {children}
    </section>
  )
}

export function SectionTitle({ title, note, level = 3 }: Pick<Props, 'title' | 'note' | 'level'>) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <div className="mb-2 flex items-baseline justify-between gap-3">
      <Heading className="text-12 font-semibold">{title}</Heading>
      {note && <span className="text-12 text-faint">{note}</span>}
    </div>
  )
}
