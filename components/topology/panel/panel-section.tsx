import type { ReactNode } from 'react'
import { SectionTitle } from '@/components/ui/sheet-section'

/** A part of the panel; parted by one hairline. */
export function PanelSection({ title, note, children }: { title?: ReactNode; note?: ReactNode; children: ReactNode }) {
  return (
    <section className="border-line border-b px-4 py-3 last:border-b-0">
      {title && <SectionTitle title={title} note={note} />}
      {children}
    </section>
  )
}
