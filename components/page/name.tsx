import { cx } from '@/components/ui/cx'
import { displayName, showMarks } from '@/lib/mesh/display-name'

/** A name from outside: text only, marks shown, cut in the middle, whole on hover. */
export function Name({ text, limit, className }: { text: string; limit?: number; className?: string }) {
  return (
    <bdi className={cx('break-words', className)} title={showMarks(text)}>
      {displayName(text, limit)}
    </bdi>
  )
}
