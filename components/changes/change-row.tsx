import Link from 'next/link'
import { Moment } from '@/components/page/moment'
import { changeRoute } from '@/components/page/routes'
import { cx } from '@/components/ui/cx'
import type { ChangeWire } from '@/lib/api/changes'
import { displayName } from '@/lib/mesh/display-name'
import { forceWords } from './force-words'

/** One change in two lines: what and by whom. */
export function ChangeRow({ change }: { change: ChangeWire }) {
  return (
    <div className="min-w-0">
      <Link href={changeRoute(change.id)} className={cx('break-words font-medium hover:underline', change.undoneBy && 'text-muted')}>
        {displayName(change.sentence, 200)}
      </Link>
      <p className="break-words text-12 text-muted">
        <Moment at={change.at} />, {displayName(change.actor)}, “{displayName(change.reason, 120)}”, {forceWords(change)}
        {change.undoneBy && ', undone'}
      </p>
    </div>
  )
}
